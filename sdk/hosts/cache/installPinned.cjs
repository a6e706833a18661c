"use strict";

const { createHash } = require("node:crypto");
const fs = require("node:fs/promises");
const path = require("node:path");
const { installOnce } = require("./installOnce.cjs");
const { npmCi } = require("./npmInstall.cjs");

/**
 * @typedef {object} PinnedPackages
 * @property {string} pinned folder with the package.json and the package-lock.json; its name is that of what is installed
 * @property {string} what what is installed, for the user: "openclaw 2026.9.6"
 * @property {string} node the Node that runs npm
 * @property {(staging: string) => Promise<void>} [complete] what is still to be done in the folder, once the packages are there
 * @property {(line: string) => void} log takes lines for the user
 */

/**
 * The folder of the cache with the packages and checksums of a committed lockfile, installed once, with nothing run at install time.
 *
 * @param {PinnedPackages} packages
 * @returns {Promise<string>}
 */
async function installPinned({ pinned, what, node, complete, log }) {
  const lockfile = await fs.readFile(path.join(pinned, "package-lock.json"));
  const digest = createHash("sha256").update(lockfile).digest("hex").slice(0, 12);
  return installOnce({
    key: `${path.basename(pinned)}-${process.platform}-${process.arch}-${digest}`,
    what: `Installing ${what}`,
    usually: "1 to 2 minutes",
    log,
    make: async (staging) => {
      for (const file of ["package.json", "package-lock.json"]) await fs.copyFile(path.join(pinned, file), path.join(staging, file));
      await npmCi(staging, node);
      await complete?.(staging);
    },
  });
}

module.exports = { installPinned };
