"use strict";

const { spawn } = require("node:child_process");
const path = require("node:path");
const { SetupError } = require("./setupError.cjs");

const SHOWN_LINES = 15;

// A NODE_ENV=production or an `omit` in the user's npmrc would leave out what is needed here.
const installOptions = ["--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--no-progress"];

/** What to do about a failure of npm, by what its output says. */
const REMEDIES = /** @type {const} */ ([
  [/EINTEGRITY/, "A downloaded package is not the one that the lockfile pins. Do not work around this: find out what serves your packages."],
  [/ENOSPC/, "The disk is full. Make room and run the same again."],
  [/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|network/i, "npm cannot reach its registry. Check the network, the proxy and `npm config get registry`, then run the same again."],
  [/E404|ETARGET/, "The registry has no such package or version. Look at its name and version."],
  [/E40[13]/, "The registry refuses this user. Check `npm config get registry` and its credentials, then run the same again."],
]);

/**
 * Installs exactly what the lockfile of a folder pins, without running any package's scripts.
 *
 * @param {string} folder holds package.json and package-lock.json
 * @param {string} node the Node that runs npm, and that npm finds as `node`
 */
function npmCi(folder, node) {
  return npm(["ci", ...installOptions], folder, node);
}

/**
 * Installs what the package.json of a folder asks for, as npm resolves it today, without running any package's scripts.
 *
 * @param {string} folder
 * @param {string} node as with `npmCi`
 */
function npmInstall(folder, node) {
  return npm(["install", ...installOptions], folder, node);
}

/**
 * Downloads the tarball of one version of a package into a folder, and nothing else: neither its scripts nor its dependencies.
 *
 * @param {string} spec as in `@openclaw/slack@2026.9.6`
 * @param {string} folder
 * @param {string} node as with `npmCi`
 */
function npmPack(spec, folder, node) {
  return npm(["pack", spec, "--ignore-scripts", "--pack-destination", "."], folder, node);
}

/**
 * @param {string[]} args its command first
 * @param {string} folder
 * @param {string} node
 */
async function npm(args, folder, node) {
  const { code, output } = await run(npmCommand(node), args, folder, node);
  if (code === 0) return;
  const tail = output.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n");
  const remedy = REMEDIES.find(([pattern]) => pattern.test(output))?.[1] ?? "Run the same again; npm's log, named above, has the details.";
  throw new SetupError("npm-failed", `npm ${args[0]} failed in ${folder}:\n${tail}\n${remedy}`);
}

/**
 * The npm that started us, run by the given Node, else the one on PATH.
 *
 * @param {string} node
 * @returns {string[]}
 */
function npmCommand(node) {
  // yarn and pnpm set npm_execpath to themselves.
  const npm = process.env["npm_execpath"];
  return npm && path.basename(npm) === "npm-cli.js" ? [node, npm] : ["npm"];
}

/**
 * @param {string[]} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {string} node
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run([file = "npm", ...first], args, cwd, node) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...first, ...args], { cwd, env: npmEnvironment(node), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString()).slice(-100_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", () => reject(new SetupError("npm-missing", "npm is not on PATH. Install it (it comes with Node.js) and run the same again.")));
    child.on("close", (code) => resolve({ code, output }));
  });
}

/**
 * Ours, without what an outer `npm run` says about its own package.
 *
 * @param {string} node
 */
function npmEnvironment(node) {
  const foreign = /^(npm_package_|npm_lifecycle_|npm_command$|npm_config_local_prefix$|INIT_CWD$)/;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(own), PATH: [path.dirname(node), process.env["PATH"]].join(path.delimiter) };
}

module.exports = { npmCi, npmInstall, npmPack };
