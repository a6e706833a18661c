import { afterEach, beforeEach, expect, it } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import type { Standing } from "../../sdk/providers/inputs";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { ConfigResource, type Program } from "./configResource";

const seed: ConfigDocument = { gateway: { mode: "local", bind: "loopback" } };
const rollout = (rolloutId: string, responsePrefix: string): Program => ({ document: { ...seed, messages: { responsePrefix } }, rolloutId });

let bot: SimulatedGateway;
let resource: ConfigResource;

beforeEach(async () => {
  bot = await startBot(openclaw, seed);
  resource = new ConfigResource(bot);
  await resource.up(rollout("first", "one"));
});

afterEach(() => bot.stop());

const standing = (): Standing => resource.outs?.["standing"] as Standing;

/** An update whose engine is killed before it keeps what came of it. */
async function lostUpdate(program: Program): Promise<void> {
  const { inputs, outs } = resource;
  await resource.up(program);
  Object.assign(resource, { inputs, outs });
}

it.each([true, false])("a bot that a killed run changed belongs to its rollout all the same, and knows its way back; refresh: %s", async (refreshes) => {
  const { digest } = standing();
  await lostUpdate(rollout("second", "two"));
  if (refreshes) await resource.refresh();
  const writes = bot.writes.length;
  expect(await resource.up(rollout("second", "two"))).toBe("updated");
  expect(bot.writes.length).toBe(writes);
  expect(standing()).toMatchObject({ rolloutId: "second", created: false, back: { digest } });
  expect(await resource.up(rollout("second", "two"))).toBe("nothing");
});

it.each([true, false])("a bot that a failed rollout took back never goes back to what had failed; refresh: %s", async (refreshes) => {
  const { digest } = standing();
  await resource.up(rollout("bad", "two"));
  bot.edit(rollout("first", "one").document);
  if (refreshes) await resource.refresh();
  expect(await resource.up(rollout("given up", "one"))).toBe(refreshes ? "nothing" : "updated");
  expect(await resource.up(rollout("next", "three"))).toBe("updated");
  expect(standing()).toMatchObject({ rolloutId: "next", back: { digest } });
});

it("a bot that refused its document, and takes it when it is asked again, knows its way back", async () => {
  await bot.stop();
  bot = await startBot(openclaw, seed, { faults: [{ at: { write: 2 }, do: "refuse" }] });
  resource = new ConfigResource(bot);
  await resource.up(rollout("first", "one"));
  const { digest } = standing();
  await resource.up(rollout("second", "two"));
  expect(standing().failure).toContain("did not take the change");
  await resource.up(rollout("second", "two"));
  expect(standing()).toMatchObject({ rolloutId: "second", created: false, digest: expect.not.stringContaining(digest) as string, back: { digest } });
});

it.each([true, false])("after a rollout that was taken back, the next one may keep a part of its change; refresh: %s", async (refreshes) => {
  const more = { ui: { seamColor: "#00ff00" } };
  await resource.up({ document: { ...seed, messages: { responsePrefix: "two" }, ...more }, rolloutId: "bad" });
  bot.edit(rollout("first", "one").document);
  if (refreshes) await resource.refresh();
  expect(await resource.up({ document: { ...seed, messages: { responsePrefix: "three" }, ...more }, rolloutId: "mended" })).toBe("updated");
  expect(bot.document()).toMatchObject({ messages: { responsePrefix: "three" }, ...more });
  expect(standing()).not.toHaveProperty("failure");
});

it.each([
  [true, "two"],
  [false, "two"],
  [true, "one"],
  [false, "one"],
])("a secret that a rollout replaced, and that was taken back with it, is replaced again by the next one; refresh: %s, prefix: %s", async (refreshes, prefix) => {
  const withKey = (id: string, prefix: string, token: string): Program => ({ document: { ...seed, messages: { responsePrefix: prefix }, channels: { telegram: { botToken: token } } }, secretPaths: ["/channels/telegram/botToken"], rolloutId: id });
  await resource.up(withKey("second", "one", "1:OLD"));
  const { sealed } = standing();
  await resource.up(withKey("bad", prefix, "2:NEW"));
  const { back } = standing();
  bot.edit(withKey("second", "one", "1:OLD").document);
  if (refreshes) await resource.refresh();
  await resource.up(withKey("mended", "three", "2:NEW"));
  expect(bot.document()).toMatchObject({ messages: { responsePrefix: "three" }, channels: { telegram: { botToken: "2:NEW" } } });
  expect(standing()).toMatchObject({ back: { digest: back?.digest } });
  expect(sealed).not.toEqual(standing().sealed);
});
