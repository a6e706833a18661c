"use strict";

const { createHash } = require("node:crypto");
const net = require("node:net");
const { setTimeout: delay } = require("node:timers/promises");

/**
 * Runs `work` while no other process of this machine runs work under the same name.
 *
 * The lock is a listening unix socket in Linux' abstract namespace: the kernel frees the name when its owner dies, however it
 * dies, so there is no stale lock to judge. Who waits keeps a connection open and is woken by its end. The namespace ends at
 * the network namespace: two containers that share a folder do not see each other's lock.
 *
 * @template T
 * @param {string} name what is guarded: an absolute path
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once, when another process has the lock
 * @returns {Promise<T>}
 */
async function withLock(name, work, onWait) {
  const address = `\0molthub-${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
  let release = await tryLock(address);
  if (release === undefined) onWait?.();
  while (release === undefined) {
    await ownerGone(address);
    release = await tryLock(address);
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

/**
 * @param {string} address
 * @returns {Promise<(() => Promise<void>) | undefined>} the release, or undefined when the lock is taken
 */
function tryLock(address) {
  return new Promise((resolve, reject) => {
    /** @type {Set<net.Socket>} */
    const waiters = new Set();
    const server = net.createServer((socket) => {
      waiters.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => waiters.delete(socket));
      socket.resume();
    });
    const release = () =>
      /** @type {Promise<void>} */ (
        new Promise((released) => {
          server.close(() => released());
          for (const socket of waiters) socket.destroy();
        })
      );
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(release));
  });
}

/**
 * Resolves when the present owner of the lock has given it back or died; perhaps early, never late.
 *
 * @param {string} address
 */
async function ownerGone(address) {
  await new Promise((resolve) => {
    const socket = net.connect(address);
    socket.on("error", () => undefined);
    socket.on("close", resolve);
    socket.resume();
  });
  // A refused connection means that the owner has just gone, or that its queue is full: not a reason to spin.
  await delay(20);
}

module.exports = { withLock };
