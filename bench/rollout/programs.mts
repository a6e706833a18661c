import path from "node:path";
import type { SimulatedGateway } from "@molthub/pulumi/testing";

const weights = [5, 25, 50, 75, 100];
const waitSeconds = 5;

/** What the steps wait: each pauses once, but for the last, which looks at every bot twice. */
export const waitMs = weights.length * waitSeconds * 1_000;

const steps = weights.flatMap((setWeight): object[] =>
  setWeight === 100 ? [{ setWeight }, { analysis: [{ config: {}, count: 2, intervalSeconds: waitSeconds }] }] : [{ setWeight }, { analysis: [{ config: {} }] }, { pause: { duration: `${String(waitSeconds)}s` } }],
);

// A kilobyte, beside what is each bot's own: with checkpoints, the engine writes all of them after every step.
const prompt = "Answer in the language of the question, name your sources, and hand over to a person when you are not sure. ".repeat(4);
const template = {
  gateway: { mode: "local" },
  agents: { ownership: "explicit", defaults: { thinkingDefault: "low", maxConcurrent: 4, heartbeat: { every: "2h", prompt } }, entries: { triage: { name: "triage", identity: { name: "triage", emoji: "🦞" }, tools: { profile: "messaging", deny: ["exec", "browser"] } } } },
  tools: { profile: "messaging", deny: ["browser"] },
  logging: { level: "info" },
};

/** A fleet that brings a change to its bots in steps. */
export function fleetProgram(gateways: readonly SimulatedGateway[], change: string): string {
  const bots = Object.fromEntries(gateways.map(({ endpoint, token }, at) => [nameOf(at), { target: { external: { address: endpoint.address, token } }, overlay: overlayOf(at) }]));
  const args = { gateway: { version: "2026.9.6" }, template, profiles: [profileOf(change)], rollout: { steps }, bots };
  return `const molthub = require("@molthub/pulumi");\nnew molthub.MoltbotFleet("fleet", ${JSON.stringify(args)});\n`;
}

/** The same resources without Molthub. */
export function bareProgram(gateways: readonly SimulatedGateway[], change: string): string {
  const bots = gateways.map(({ endpoint, token }, at) => ({ bot: nameOf(at), address: endpoint.address, token, document: { ...template, messages: { ...profileOf(change).messages, ...overlayOf(at).messages } } }));
  const bare = { change, bots, steps: weights.map((weight, at) => ({ label: `step ${String(at + 1)}`, bots: bots.slice(reachedBy(weights[at - 1] ?? 0), reachedBy(weight)).map(({ bot }) => bot), actions: [] })) };
  return `require(${JSON.stringify(path.join(import.meta.dirname, "bareFleet.cjs"))})(${JSON.stringify(bare)});\n`;

  function reachedBy(weight: number): number {
    return Math.ceil((bots.length * weight) / 100);
  }
}

function nameOf(at: number): string {
  return `bot-${String(at)}`;
}

function profileOf(change: string): { messages: { ackReaction: string } } {
  return { messages: { ackReaction: change } };
}

function overlayOf(at: number): { messages: { responsePrefix: string } } {
  return { messages: { responsePrefix: `[bot-${String(at)}]` } };
}
