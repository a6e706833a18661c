import { readLive } from "../../../apply";
import { shortList } from "../../../shortList";
import { failed, passed, type BotMetric } from "./kind";

/**
 * The config file is valid, the running process has taken it into use, and no part of the bot lacks its secret (`config.get`, `status`,
 * openclaw 2026.9.6). A Clawdbot (2026.1.24-3) tells that its file is valid and no more: without a secret that a placeholder names, it is not.
 */
export const config: BotMetric = {
  of: "each",
  sample: (bot, round) =>
    round.ask(bot, round.pace.answer, async (client, deadline) => {
      const live = await readLive(client, bot.release, deadline);
      if (live.baseHash === undefined) return failed("there is no config file");
      if (live.document === undefined) return failed(`its gateway calls its config file invalid${live.issues.length === 0 ? "" : `, at ${shortList(live.issues.map(({ path }) => (path === "" ? "<root>" : path)), 5)}`}`);
      if (!live.applied) return failed("its process does not run what its config file says");
      const { degradedSecretOwners } = await client.call("status", {}, deadline);
      if (degradedSecretOwners.length === 0) return passed;
      return failed(degradedSecretOwners.map(({ ownerId, paths, reason }) => `${ownerId} lacks its secret (${paths.join(", ")}): ${reason}`).join("; "));
    }),
};
