"use strict";

const { randomBytes } = require("node:crypto");
const fs = require("node:fs/promises");
const path = require("node:path");
const { pidScope, startTimeOf } = require("./processIdentity.cjs");
const { SetupError } = require("./setupError.cjs");

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A new, empty folder for an entry in the making, inside the cache so that a rename can publish it. Its name says which process
 * fills it: `<key>@<pid scope>-<pid>-<start time>-<random>`.
 *
 * @param {string} cache
 * @param {string} key
 */
async function createStaging(cache, key) {
  const owner = `${pidScope()}-${process.pid}-${startTimeOf(process.pid)}`;
  const folder = path.join(cache, ".staging", `${key}@${owner}-${randomBytes(4).toString("hex")}`);
  try {
    await fs.mkdir(folder, { recursive: true });
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new SetupError("cache-not-writable", `cannot write to the cache folder ${cache} (${code}). Set MOLTHUB_CACHE to a folder that you can write to.`);
  }
  return folder;
}

/**
 * Removes what killed processes left half-made. Folders of another container or machine that shares the cache cannot be judged
 * from here and are left alone for a day.
 *
 * @param {string} cache
 */
async function removeDeadStaging(cache) {
  const parent = path.join(cache, ".staging");
  for (const name of await fs.readdir(parent).catch(() => [])) {
    const folder = path.join(parent, name);
    if (await isDead(folder)) await fs.rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function isDead(folder) {
  const [scope, pid, startTime] = folder.slice(folder.lastIndexOf("@") + 1).split("-");
  if (scope === pidScope()) return startTimeOf(Number(pid)) !== startTime;
  const made = await fs.stat(folder).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > DAY_MS;
}

module.exports = { createStaging, removeDeadStaging };
