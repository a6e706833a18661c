import { execa } from "execa";
import { failed, inconclusive, passed, type FleetMetric } from "./kind";

/** Options of the metric `command`. */
export interface CommandOptions {
  /** A line for the shell of this machine. */
  readonly run: string;
  /** Default 60. */
  readonly timeoutSeconds?: number;
}

/**
 * A command of the user's own judges all touched bots together: exit code 0 passes, 1 fails, and any other, or no end in time, tells nothing.
 * It is given the names of the bots, as in `MOLTHUB_BOTS=alice,bob`. What it prints is shown to nobody: it may quote a secret.
 */
export function command({ run, timeoutSeconds = 60 }: CommandOptions): FleetMetric {
  return {
    of: "all",
    async sample({ touched, ended }) {
      const env = { MOLTHUB_BOTS: touched.map(({ bot }) => bot).join(",") };
      const { exitCode, timedOut, signal } = await execa(run, { shell: true, env, stdin: "ignore", stdout: "ignore", stderr: "ignore", timeout: timeoutSeconds * 1_000, forceKillAfterDelay: 1_000, cancelSignal: ended, reject: false });
      if (timedOut) return inconclusive(`the command did not end within ${String(timeoutSeconds)} s`);
      if (exitCode === 0) return passed;
      if (exitCode === 1) return failed("the command ended with code 1");
      return inconclusive(`the command ended with ${exitCode === undefined ? `signal ${signal ?? "unknown"}` : `code ${String(exitCode)}`}: 0 would pass, 1 would fail`);
    },
  };
}
