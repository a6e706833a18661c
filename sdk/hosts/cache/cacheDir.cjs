"use strict";

const os = require("node:os");
const path = require("node:path");

/**
 * The one folder that holds everything Molthub downloads or builds: `$MOLTHUB_CACHE`, else `$XDG_CACHE_HOME/molthub`, else
 * `~/.cache/molthub`. Deleting it costs time and nothing else.
 *
 * @returns {string} an absolute path; the folder need not exist yet
 */
function cacheDir() {
  const { MOLTHUB_CACHE, XDG_CACHE_HOME } = process.env;
  if (MOLTHUB_CACHE) return path.resolve(MOLTHUB_CACHE);
  // The XDG specification says to ignore a relative path.
  const base = XDG_CACHE_HOME && path.isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : path.join(os.homedir(), ".cache");
  return path.join(base, "molthub");
}

module.exports = { cacheDir };
