"use strict";

// A small language host for Node.js, for the Pulumi CLI that was built from source: the official CLI brings its own, which is not
// to be had as a Go module. The engine starts it with its address, reads the port of our server from stdout, and calls it.

const { cancelChildren, endWithEngine } = require("./children.cjs");
const { runPlugin } = require("./runPlugin.cjs");
const { runProgram } = require("./runProgram.cjs");
const { loadSdk } = require("./sdk.cjs");

/** @typedef {import("@grpc/grpc-js").handleUnaryCall<unknown, unknown>} UnaryHandler */

function serve() {
  const { empty, grpc, language, plugin, service } = loadSdk(process.cwd());
  let engine = process.argv.slice(2).find((arg) => !arg.startsWith("-")) ?? "";

  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  /** @type {import("@grpc/grpc-js").UntypedServiceImplementation} */
  const methods = {
    handshake: (
      /** @type {import("@grpc/grpc-js").ServerUnaryCall<import("@pulumi/pulumi/proto/language_pb").LanguageHandshakeRequest, unknown>} */ { request },
      /** @type {import("@grpc/grpc-js").sendUnaryData<unknown>} */ answer,
    ) => {
      engine = request.getEngineAddress() || engine;
      answer(null, new language.LanguageHandshakeResponse());
    },
    getPluginInfo: always(() => new plugin.PluginInfo()),
    // Plugins are found beside the CLI or on PATH; none is ever downloaded for a CLI that had to be built.
    getRequiredPlugins: always(() => new language.GetRequiredPluginsResponse()),
    getRequiredPackages: always(() => new language.GetRequiredPackagesResponse()),
    getProgramDependencies: always(() => new language.GetProgramDependenciesResponse()),
    cancel: always(() => {
      cancelChildren();
      return new empty.Empty();
    }),
    run: (
      /** @type {import("@grpc/grpc-js").ServerUnaryCall<import("@pulumi/pulumi/proto/language_pb").RunRequest, unknown>} */ { request },
      /** @type {import("@grpc/grpc-js").sendUnaryData<unknown>} */ answer,
    ) => {
      runProgram(request, engine).then(({ bail, error }) => {
        const response = new language.RunResponse();
        response.setBail(bail);
        response.setError(error);
        answer(null, response);
      }, answer);
    },
    runPlugin: (
      /** @type {import("@grpc/grpc-js").ServerWritableStream<import("@pulumi/pulumi/proto/language_pb").RunPluginRequest, import("@pulumi/pulumi/proto/language_pb").RunPluginResponse>} */ call,
    ) => {
      try {
        runPlugin(call, language);
      } catch (error) {
        call.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
  server.addService(/** @type {import("@grpc/grpc-js").ServiceDefinition} */ (/** @type {unknown} */ (service.LanguageRuntimeService)), methods);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) fail(error);
    else console.log(port);
  });
}

/**
 * @param {() => unknown} makeAnswer
 * @returns {UnaryHandler}
 */
function always(makeAnswer) {
  return (_call, answer) => answer(null, makeAnswer());
}

/** @param {Error} error */
function fail(error) {
  console.error(error.message);
  process.exit(1);
}

endWithEngine();
try {
  serve();
} catch (error) {
  fail(error instanceof Error ? error : new Error(String(error)));
}
