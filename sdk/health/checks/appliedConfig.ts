import { dialectOf } from "../../gateway";
import type { Check } from "./check";

/** The running process has taken its config file into use (`config.get`, openclaw 2026.9.6). */
export const appliedConfig: Check = {
  name: "applied",
  judge: async ({ bot, config, applied }) => {
    const live = await config();
    const remedy = `See in its log what keeps it ("molthub logs ${bot}"), then run "pulumi up --refresh".`;
    if (!live.applied) return { verdict: "failed", what: "it does not run what its config file says", remedy };
    // What an interrupted write left.
    if (live.padded) return { verdict: "warning", what: "it runs what its config file says, but the last write was not finished", remedy: 'Run "pulumi up --refresh".' };
    if (dialectOf(applied.release).alwaysRestarts) return { verdict: "ok", what: "a Clawdbot does not say which config it runs; it restarts with every config that it is given" };
    return { verdict: "ok", what: "it runs what its config file says" };
  },
};
