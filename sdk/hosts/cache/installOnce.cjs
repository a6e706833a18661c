"use strict";

const fs = require("node:fs/promises");
const path = require("node:path");
const { cacheDir } = require("./cacheDir.cjs");
const { withLock } = require("./lock.cjs");
const { createStaging, removeDeadStaging } = require("./staging.cjs");

/**
 * @typedef {object} Installation
 * @property {string} key name of the entry in the cache; holds every version and digest that its content depends on
 * @property {string} what what is being done, as a sentence without its full stop: "Installing OpenClaw 2026.9.6"
 * @property {string} usually how long that usually takes: "30 to 60 s"
 * @property {(staging: string) => Promise<void>} make fills the folder it is given, and never refers to that folder's path
 * @property {(line: string) => void} log takes lines for the user
 */

/**
 * The folder of a cache entry, made first when it is not there. An entry is made in a staging folder and published by one
 * rename, so it is whole or absent. Processes that want the same entry at once wait for the one that makes it; where they
 * cannot see each other (see `withLock`) each makes it, and the first rename wins.
 *
 * @param {Installation} installation
 * @returns {Promise<string>}
 */
async function installOnce({ key, what, usually, make, log }) {
  const cache = cacheDir();
  const entry = path.join(cache, key);
  if (await exists(entry)) return entry;
  const makeEntry = async () => {
    if (await exists(entry)) return;
    await removeDeadStaging(cache);
    log(`${what} (usually ${usually})...`);
    const staging = await createStaging(cache, key);
    try {
      await make(staging);
      await publish(staging, entry);
    } finally {
      await fs.rm(staging, { recursive: true, force: true });
    }
  };
  await withLock(entry, makeEntry, () => log(`${what}: waiting for another process that is doing it already...`));
  return entry;
}

/**
 * @param {string} staging
 * @param {string} entry
 */
async function publish(staging, entry) {
  try {
    await fs.rename(staging, entry);
  } catch (error) {
    // Someone beyond the reach of the lock was faster: theirs is as good as ours.
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
}

/** @param {string} folder */
async function exists(folder) {
  return fs.access(folder).then(
    () => true,
    () => false,
  );
}

module.exports = { installOnce };
