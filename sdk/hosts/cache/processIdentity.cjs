"use strict";

const { createHash } = require("node:crypto");
const fs = require("node:fs");

/**
 * When a process started, in clock ticks since boot. With its pid this names a process for good, although pids are reused.
 *
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process, or only its zombie; while other threads of a zombie are
 *   still ending, they hold its files and ports, and it is not over
 */
function startTimeOf(pid) {
  const stat = readOrUndefined(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field, the command in parentheses, may hold blanks and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" && fields[17] === "1" ? undefined : fields[19];
}

/**
 * Names the set of processes that this one can see: pids of another container or machine, or of before the last boot, mean
 * nothing here.
 *
 * @returns {string} 12 hex digits
 */
function pidScope() {
  const boot = readOrUndefined("/proc/sys/kernel/random/boot_id") ?? "";
  return createHash("sha256").update(boot).update(fs.readlinkSync("/proc/self/ns/pid")).digest("hex").slice(0, 12);
}

/** @param {string} file */
function readOrUndefined(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

module.exports = { pidScope, startTimeOf };
