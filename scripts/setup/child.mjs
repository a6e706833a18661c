import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * Runs a command in the foreground, on our own stdin, stdout and stderr, and passes signals on to it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it, as shells count
 */
export function runChild(command, args, { cwd, env = process.env }) {
  return new Promise((resolve, reject) => {
    // Before the child is there: a signal that comes in between would end us, and leave the child behind.
    const stopPassing = passSignals(() => child);
    const child = spawn(command, args, { cwd, env, stdio: "inherit" });
    child.on("error", (error) => {
      stopPassing();
      reject(new Error(`cannot start ${command}: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      stopPassing();
      resolve(code ?? 128 + os.constants.signals[signal ?? "SIGKILL"]);
    });
  });
}

/**
 * The environment with the folders of these programs first on PATH.
 *
 * @param {...string} programs absolute paths
 * @returns {NodeJS.ProcessEnv}
 */
export function withOnPath(...programs) {
  const folders = programs.map((program) => path.dirname(program));
  return { ...process.env, PATH: [...folders, process.env["PATH"] ?? ""].join(path.delimiter) };
}

/** @param {() => import("node:child_process").ChildProcess} childOf */
function passSignals(childOf) {
  // A terminal sends Ctrl-C to the whole group itself. Passed on, it would arrive twice, which Pulumi takes as "stop at once".
  const sendsToAll = hasTerminal();
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    if (signal !== "SIGINT" || !sendsToAll) childOf().kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}

function hasTerminal() {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
