"use strict";

const path = require("node:path");
const { startNode } = require("./children.cjs");
const { resolveFrom } = require("./sdk.cjs");

/** @typedef {import("@pulumi/pulumi/proto/language_pb").RunRequest} RunRequest */
/** @typedef {Record<string, unknown>} RuntimeOptions `runtime.options` of Pulumi.yaml */

/** What the SDK exits with when it has told the user everything already (cmd/run). */
const ALREADY_TOLD = 32;
/** The SDK keeps a stack for every promise; its depth is a tenth of the CPU time of a large program. */
const DEFAULT_NODE_ARGS = ["--stack-trace-limit=3"];

/**
 * Runs a Pulumi program to its end.
 *
 * @param {RunRequest} request
 * @param {string} engine its address
 * @returns {Promise<{ bail: boolean, error: string }>}
 */
async function runProgram(request, engine) {
  const options = runtimeOptions(request.getInfo());
  const args = [...nodeArgs(options), ...programArgs(request, engine)];
  const child = startNode(args, { cwd: request.getPwd(), env: programEnvironment(request, options), stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ bail: false, error: `Node.js could not be started: ${error.message}` }));
    child.once("close", (code, signal) => {
      if (code === 0) resolve({ bail: false, error: "" });
      else if (code === ALREADY_TOLD) resolve({ bail: true, error: "" });
      else resolve({ bail: false, error: code === null ? `Program was ended by ${signal}` : `Program exited with non-zero exit code: ${code}` });
    });
  });
}

/**
 * @param {import("@pulumi/pulumi/proto/language_pb").ProgramInfo | undefined} info
 * @returns {RuntimeOptions}
 */
function runtimeOptions(info) {
  return info?.getOptions()?.toJavaScript() ?? {};
}

/** @param {RuntimeOptions} options */
function nodeArgs({ nodeargs }) {
  return typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter((arg) => arg !== "") : DEFAULT_NODE_ARGS;
}

/**
 * @param {RunRequest} request
 * @param {string} engine
 */
function programArgs(request, engine) {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() ?? request.getPwd();
  const entryPoint = info?.getEntryPoint() ?? ".";
  return [
    resolveFrom(folder, "@pulumi/pulumi/cmd/run"),
    ...["--monitor", request.getMonitorAddress()],
    ...["--engine", engine],
    ...["--organization", request.getOrganization()],
    ...["--project", request.getProject()],
    ...["--stack", request.getStack()],
    ...["--pwd", request.getPwd()],
    ...["--root-directory", info?.getRootDirectory() ?? folder],
    ...["--parallel", String(request.getParallel())],
    ...(request.getDryrun() ? ["--dry-run"] : []),
    entryPoint === "." || entryPoint === "" ? "." : path.resolve(folder, entryPoint),
    ...request.getArgsList(),
  ];
}

/**
 * @param {RunRequest} request
 * @param {RuntimeOptions} options
 * @returns {NodeJS.ProcessEnv}
 */
function programEnvironment(request, { typescript, tsconfig }) {
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    ...(typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(typeof tsconfig === "string" ? { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig } : {}),
  };
}

module.exports = { runProgram };
