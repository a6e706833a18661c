import { closeSync, openSync } from "node:fs";
import { createInterface } from "node:readline";
import { execa, type Subprocess } from "execa";
import { MolthubError } from "../../errors";
import { noPulumi } from "../noPulumi";
import type { ProgramPlace } from "../plan/preview";

/**
 * Runs Pulumi, and waits for its own end.
 *
 * @param onLine told each line of its stdout and stderr
 * @returns true when it succeeded
 * @throws MolthubError `no-pulumi`, `pulumi-killed`
 */
export async function runPulumi(args: readonly string[], { folder, environment = {} }: ProgramPlace, onLine: (line: string, from: "stdout" | "stderr") => void): Promise<boolean> {
  // It may be told to end as soon as it is there: who listens only then would die of that, and leave it alone.
  const signals = passedSignals();
  try {
    // It is never killed: an update that is cut off leaves its resources in doubt.
    const running = execa("pulumi", args, { stdin: "ignore", buffer: false, reject: false, cleanup: false, forceKillAfterDelay: false, env: environment, ...(folder !== undefined && { cwd: folder }) });
    signals.passTo(running);
    createInterface({ input: running.stdout }).on("line", (line) => onLine(line, "stdout"));
    createInterface({ input: running.stderr }).on("line", (line) => onLine(line, "stderr"));
    const { exitCode, code, signal } = await running;
    if (code === "ENOENT") throw noPulumi();
    if (signal !== undefined) {
      throw new MolthubError("pulumi-killed", `pulumi was ended by ${signal} before it was done, so nobody knows what became of the bots that it was changing. Run the same again: it goes on from what the bots run. Where the stack is still locked by the run that is dead, "pulumi cancel" unlocks it.`);
    }
    return exitCode === 0;
  } finally {
    signals.stop();
  }
}

interface PassedSignals {
  passTo(running: Pick<Subprocess, "kill">): void;
  stop(): void;
}

function passedSignals(): PassedSignals {
  // A terminal sends Ctrl-C to the whole group itself. Passed on, it would arrive twice, which Pulumi takes as "stop at once".
  const sendsToAll = hasTerminal();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let child: Pick<Subprocess, "kill"> | undefined;
  const pass = (signal: NodeJS.Signals): void => {
    if (signal !== "SIGINT" || !sendsToAll) child?.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  return {
    passTo: (running) => void (child = running),
    stop: () => {
      for (const signal of signals) process.off(signal, pass);
    },
  };
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
