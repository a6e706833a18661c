import { agentsOf } from "../evidence/agents";
import type { ConfigEvidence } from "../evidence/configEvidence";
import { owaspLlm } from "../frameworks";
import { countOption } from "../options";
import { defineRule, type Finding } from "../rule";

// What is not said: both lines (1h where Anthropic is used by OAuth, which no document tells).
const defaultMinutes = 30;

const minutesOf: Readonly<Record<string, number>> = { ms: 1 / 60_000, s: 1 / 60, m: 1, h: 60, d: 1440 };

export const heartbeatCost = defineRule({
  name: "heartbeat-cost",
  severity: "low",
  description: "Bots wake up by themselves no more often than was paid for.",
  why: "Every heartbeat is a model call with the bot's whole context, day and night, times the bots of a fleet. A bot that is told nothing has one every 30 minutes.",
  remedy: 'Set agents.defaults.heartbeat.every to a longer time, or to "0m" for none.',
  evidence: "Of the document: heartbeat.every of agents.defaults and of each agent. Not seen: cron jobs.",
  framework: owaspLlm("LLM10:2025", "Unbounded Consumption"),
  options: { minimumMinutes: countOption(30, "The shortest time between two heartbeats of an agent, in minutes.") },
  begin: () => ({
    config: (config, { minimumMinutes }) => {
      const own = agentsOf(config).filter((agent) => config.members(...agent, "heartbeat").length > 0);
      return [["agents", "defaults"], ...own].flatMap((holder) => findingsAt(config, [...holder, "heartbeat", "every"], holder[1] === "defaults", minimumMinutes));
    },
  }),
});

function findingsAt(config: ConfigEvidence, path: string[], isDefault: boolean, minimum: number): Finding[] {
  const blind = config.unseen.length;
  const every = config.value(...path);
  if (every === undefined) return !isDefault || config.unseen.length > blind || defaultMinutes >= minimum ? [] : [{ path, what: "is not said, and the bot then wakes up every 30 minutes" }];
  const minutes = typeof every === "string" ? inMinutes(every) : undefined;
  if (minutes === undefined) return [{ path, what: "is no time that this rule understands", remedy: 'Write it as "30m" or "2h".' }];
  return minutes > 0 && minutes < minimum ? [{ path, what: "is more often than the rule's `minimumMinutes`" }] : [];
}

/** As in "90s", "30m", "1h30m"; a number alone is minutes. */
function inMinutes(text: string): number | undefined {
  const plain = text.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(plain)) return Number(plain);
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(plain)) return undefined;
  return [...plain.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * (minutesOf[unit ?? ""] ?? 0), 0);
}
