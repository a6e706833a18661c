"use strict";

const { startNode } = require("./children.cjs");
const { resolveFrom } = require("./sdk.cjs");

/** @typedef {import("@pulumi/pulumi/proto/language_pb").RunPluginRequest} RunPluginRequest */
/** @typedef {import("@pulumi/pulumi/proto/language_pb").RunPluginResponse} RunPluginResponse */

/**
 * Runs a policy pack, or another plugin written for Node.js, and streams what it prints; the engine reads the port of its
 * server from that.
 *
 * @param {import("@grpc/grpc-js").ServerWritableStream<RunPluginRequest, RunPluginResponse>} call
 * @param {typeof import("@pulumi/pulumi/proto/language_pb")} language
 */
function runPlugin(call, language) {
  const request = call.request;
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const isPolicyPack = request.getKind() === "analyzer";
  const args = isPolicyPack
    ? [resolveFrom(folder, "@pulumi/pulumi/cmd/run-policy-pack"), ...request.getArgsList(), folder]
    : [resolveFrom(folder, "@pulumi/pulumi/cmd/run-plugin"), folder, ...request.getArgsList()];
  const child = startNode(args, {
    cwd: isPolicyPack ? folder : request.getPwd(),
    env: { ...process.env, ...Object.fromEntries(request.getEnvList().map(assignment)), PULUMI_NODEJS_TYPESCRIPT: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });

  /** @param {(message: RunPluginResponse) => void} fill */
  const send = (fill) => {
    const message = new language.RunPluginResponse();
    fill(message);
    call.write(message);
  };
  child.stdout?.on("data", (/** @type {Buffer} */ chunk) => send((message) => message.setStdout(chunk)));
  child.stderr?.on("data", (/** @type {Buffer} */ chunk) => send((message) => message.setStderr(chunk)));
  call.on("cancelled", () => child.kill());
  child.once("error", (error) => call.destroy(error));
  child.once("close", (code) => {
    send((message) => message.setExitcode(code ?? 1));
    call.end();
  });
}

/**
 * @param {string} entry `NAME=value`
 * @returns {[string, string]}
 */
function assignment(entry) {
  const at = entry.indexOf("=");
  return [entry.slice(0, at), entry.slice(at + 1)];
}

module.exports = { runPlugin };
