import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { Deadline } from "../../deadline";
import { dialectOf } from "../../gateway";
import type { BotRecord } from "../../health";
import { botFiles, installGateway, machineId, ownReport, type OwnReport } from "../../hosts/local";
import type { LocalHost, StackBot } from "../stackBots";

// 3 to 16 s on a quiet machine; several at once, or beside a starting gateway, take their time.
const reportWithinMs = 180_000;

/**
 * What the stack knows of its bots, as `examine` wants it.
 *
 * @param tell told what takes long
 */
export function botRecords(bots: readonly StackBot[], tell: (line: string) => void): BotRecord[] {
  // A Gateway's own program keeps a core busy.
  const limit = pLimit(availableParallelism());
  return bots.map(({ bot, applied, paths, host, connect }) => ({
    bot,
    applied,
    ...(paths !== undefined && { paths }),
    connect: (deadline) => connect(dialectOf(applied.release).readScopes, deadline),
    program: programOf(host, (work) => limit(work), tell),
  }));
}

function programOf(host: LocalHost | undefined, limited: <T>(work: () => Promise<T>) => Promise<T>, tell: (line: string) => void): BotRecord["program"] {
  if (host === undefined) return { absent: "runs elsewhere" };
  if (host.machine !== machineId()) return { absent: "runs on another machine" };
  const files = botFiles(host.dataDir);
  const report = (kind: OwnReport): Promise<unknown> =>
    limited(async () => {
      const installation = await installGateway(host.release, tell);
      tell(`bot ${host.bot}: running its gateway's own ${kind} (usually 5 to 30 s)`);
      return ownReport(kind, host, files, installation, Deadline.after(reportWithinMs, `the ${kind} of bot ${host.bot}`));
    });
  return { doctor: () => report("doctor"), securityAudit: () => report("security audit") };
}
