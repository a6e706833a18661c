"use strict";

const { spawn } = require("node:child_process");

const POLL_MS = 1_000;
const GRACE_MS = 2_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * Starts Node with these arguments. It ends with this host at the latest.
 *
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 */
function startNode(args, options) {
  const child = spawn(process.execPath, args, options);
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/** Asks all children to end. */
function cancelChildren() {
  for (const child of running) child.kill("SIGTERM");
}

/**
 * Ends this host, and before it its children, when the engine asks for it or is gone: an engine that was killed cannot say
 * goodbye, and a program would go on registering resources with nobody.
 */
function endWithEngine() {
  const engine = process.ppid;
  const poll = setInterval(() => {
    if (process.ppid !== engine) void end();
  }, POLL_MS);
  poll.unref();
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT", "SIGHUP"])) process.on(signal, () => void end());
}

async function end() {
  cancelChildren();
  const ended = Promise.all([...running].map((child) => new Promise((resolve) => child.once("close", resolve))));
  const grace = new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  await Promise.race([ended, grace]);
  for (const child of running) child.kill("SIGKILL");
  process.exit(1);
}

module.exports = { cancelChildren, endWithEngine, startNode };
