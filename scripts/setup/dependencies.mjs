import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withLock } from "../../sdk/hosts/cache/lock.cjs";
import { npmCi } from "../../sdk/hosts/cache/npmInstall.cjs";
import { digestOf } from "./digest.mjs";

/**
 * @typedef {object} Lockfile
 * @property {Record<string, { version?: string, integrity?: string, optional?: boolean }>} packages
 */

/**
 * Installs what package-lock.json pins, unless it is there already. A stamp is written as the last step, so that an
 * installation that was killed is done again.
 *
 * @param {string} root
 * @param {string} node
 * @param {(line: string) => void} log
 */
export async function ensureDependencies(root, node, log) {
  if (dependenciesInstalled(root)) return;
  const install = async () => {
    if (dependenciesInstalled(root)) return;
    log("Installing dependencies (usually 15 to 60 s)...");
    rmSync(stampOf(root), { force: true });
    await npmCi(root, node);
    writeFileSync(stampOf(root), lockfileDigest(root));
  };
  await withLock(path.join(root, "node_modules"), install, () => log("Waiting for another run that installs the dependencies..."));
}

/** @param {string} root */
export function dependenciesInstalled(root) {
  return read(stampOf(root)) === lockfileDigest(root) || installedByHand(root);
}

/**
 * Whether `npm ci` or `npm install` was run by hand: npm's own record, which it writes last, agrees with the lockfile.
 *
 * @param {string} root
 */
function installedByHand(root) {
  const record = read(path.join(root, "node_modules/.package-lock.json"));
  if (record === undefined) return false;
  /** @type {Lockfile} */
  const installed = JSON.parse(record);
  /** @type {Lockfile} */
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const same = Object.entries(wanted.packages).every(([name, { version, integrity, optional }]) => {
    if (name === "") return true;
    const present = installed.packages[name];
    return present === undefined ? optional === true : present.version === version && present.integrity === integrity;
  });
  return same && Object.keys(installed.packages).every((name) => name in wanted.packages);
}

/** @param {string} root */
function stampOf(root) {
  return path.join(root, "node_modules/.molthub-lockfile");
}

/** @param {string} root */
function lockfileDigest(root) {
  return digestOf(root, ["package-lock.json"]);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
