"use strict";

const { execFile } = require("node:child_process");
const fs = require("node:fs/promises");
const path = require("node:path");
const { promisify } = require("node:util");
const { installOnce } = require("./installOnce.cjs");
const { npmCi } = require("./npmInstall.cjs");
const { SetupError } = require("./setupError.cjs");

/** The Node that is installed where the system's own is too old. The folder of that name pins its packages. */
const NODE_VERSION = "24.21.0";
const REQUIRED = "Node.js >= 24.16 (but not 25), or >= 26.1";

/**
 * The path of a Node.js that OpenClaw runs on: the present one if it will do, else one from npm's platform packages.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<string>}
 */
async function ensureNode(log) {
  const choice = chooseNode(process.versions.node, process.platform, process.arch);
  if (choice === "present") return process.execPath;
  const entry = await installOnce({
    key: `node-${NODE_VERSION}-${process.platform}-${process.arch}`,
    what: `Installing Node.js ${NODE_VERSION}, because OpenClaw does not run on ${process.versions.node}`,
    usually: "10 to 30 s",
    make: (staging) => installNode(staging, choice),
    log,
  });
  return binary(entry, choice);
}

/**
 * @param {string} version of the present Node, without a leading v
 * @param {string} platform
 * @param {string} arch
 * @returns {string} "present", or the npm package that holds a Node for this machine
 */
function chooseNode(version, platform, arch) {
  if (runsOpenClaw(version)) return "present";
  if (platform === "linux" && (arch === "x64" || arch === "arm64")) return `node-linux-${arch}`;
  throw new SetupError("node-too-old", `Node.js ${version} on ${platform} ${arch} cannot run OpenClaw. Install ${REQUIRED}, and run the same again.`);
}

/**
 * @param {string} version
 * @returns {boolean}
 */
function runsOpenClaw(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return (major === 24 && minor >= 16) || (major === 26 && minor >= 1) || major > 26;
}

/**
 * @param {string} staging
 * @param {string} packageName
 */
async function installNode(staging, packageName) {
  const pinned = path.join(__dirname, `node-${NODE_VERSION}`);
  for (const file of ["package.json", "package-lock.json"]) await fs.copyFile(path.join(pinned, file), path.join(staging, file));
  await npmCi(staging, process.execPath);
  const works = await promisify(execFile)(binary(staging, packageName), ["--version"]).then(
    ({ stdout }) => stdout.trim() === `v${NODE_VERSION}`,
    () => false,
  );
  if (!works) throw new SetupError("node-unusable", `Node.js ${NODE_VERSION} from npm does not run here (it needs glibc >= 2.28, so not on Alpine). Install ${REQUIRED}, and run the same again.`);
}

/**
 * @param {string} folder
 * @param {string} packageName
 */
function binary(folder, packageName) {
  return path.join(folder, "node_modules", packageName, "bin", "node");
}

module.exports = { chooseNode, ensureNode, runsOpenClaw };
