import { execa } from "execa";
import { hideShapes } from "../../config";
import type { Deadline } from "../../deadline";
import { MolthubError } from "../../errors";
import { mask } from "../../secrets";
import type { BotFiles } from "./botFiles";
import { gatewayEnvironment, processMarker } from "./environment";
import type { GatewayInstallation } from "./install";
import { secretsOf, type LocalGatewaySpec } from "./spec";

// Commands of the Gateway that change nothing it keeps; the audit of a bot that is down lets SQLite tidy its log away (observed, openclaw
// 2026.9.6).
const commands = {
  doctor: ["doctor", "--lint", "--json"],
  "security audit": ["security", "audit", "--json"],
} as const;

/** A report that a Gateway's own program makes of a bot. */
export type OwnReport = keyof typeof commands;

const shownLines = 5;

/**
 * Has a Gateway's own program report on a bot of this machine, with the Node, files and environment that the bot runs with. It works as well
 * while the bot is down.
 *
 * @returns the JSON that the program prints
 * @throws MolthubError `no-report` when it prints none, or the error of `deadline`
 */
export async function ownReport(report: OwnReport, spec: LocalGatewaySpec, files: BotFiles, { node, entry }: GatewayInstallation, deadline: Deadline): Promise<unknown> {
  if (deadline.expired) throw deadline.error();
  const { stdout, stderr, exitCode, timedOut } = await execa(node, [entry, ...commands[report]], {
    cwd: files.dataDir,
    // Unmarked, because whoever looks for the Gateway's processes must not find this one. Offline, because any command fetches the plugin of
    // a configured channel from npm first (openclaw 2026.9.6).
    env: { ...gatewayEnvironment(spec, files, node), [processMarker]: undefined, npm_config_offline: "true" },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: Math.ceil(deadline.remainingMs),
  });
  if (timedOut) throw deadline.error();
  const answer = jsonIn(stdout);
  if (answer !== undefined) return answer;
  const words = hideShapes(mask(stderr, secretsOf(spec))).trim().split("\n").slice(-shownLines).join("\n");
  throw new MolthubError("no-report", `bot ${spec.bot}: its gateway's own ${report} ended with exit code ${String(exitCode ?? "none")} and without a report${words === "" ? "" : `: ${words}`}`);
}

/** The JSON at the end of a text; other lines may stand before it (openclaw 2026.9.6). */
function jsonIn(text: string): unknown {
  for (const { index } of text.matchAll(/^\{/gm)) {
    try {
      return JSON.parse(text.slice(index)) as unknown;
    } catch {
      // A line of something else that begins like JSON.
    }
  }
  return undefined;
}
