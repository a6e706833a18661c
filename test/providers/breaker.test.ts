import { afterEach, expect, it } from "vitest";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { ConfigResource, type Program } from "./configResource";

let bot: SimulatedGateway;

afterEach(() => bot.stop());

const program = (rolloutId: string, value: string): Program => ({
  document: { gateway: { mode: "local" }, channels: { telegram: { botToken: { source: "store", provider: "default", id: "TOKEN" } } } },
  secretPaths: ["/channels/telegram/botToken/id"],
  secrets: { TOKEN: { from: "value" } },
  secretValues: { TOKEN: value },
  rolloutId,
});

it("after five bots of a rollout have refused their documents, no other one is written to in that run; another rollout and the next run are", async () => {
  bot = await startBot(openclaw, { gateway: { mode: "local" } }, { refusedSecrets: ["REFUSED"] });
  const resource = new ConfigResource(bot);
  await resource.up(program("first", "GOOD"));
  // One bot stands for five: what counts is how often the rollout was refused.
  for (let refused = 0; refused < 5; refused++) await resource.up(program("second", "REFUSED"));
  const writes = bot.writes.length;
  await resource.up(program("second", "REFUSED"));
  expect(bot.writes).toHaveLength(writes);
  expect(resource.lines.at(-1)).toBe("bot alice: was not written, because 5 bots of this rollout failed before it");
  await resource.up(program("third", "REFUSED"));
  expect(bot.writes.length).toBeGreaterThan(writes);
  resource.nextRun();
  const before = bot.writes.length;
  await resource.up(program("second", "REFUSED"));
  expect(bot.writes.length).toBeGreaterThan(before);
});
