import { afterEach, describe, expect, it, vi } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { ConfigResource, type Program } from "./configResource";

// A bot that does not answer is given up after 45 s; here after so long that 40 at once can answer on a busy machine.
vi.mock("../../sdk/apply/pace", async (original) => {
  const { usualPace } = await original<typeof import("../../sdk/apply/pace")>();
  return { usualPace: { ...usualPace, firstAnswer: 6_000, poll: 10 } };
});

let fleet: SimulatedGateway[] = [];

afterEach(async () => {
  await Promise.all(fleet.map((bot) => bot.stop()));
});

const seed: ConfigDocument = { gateway: { mode: "local", bind: "loopback" } };
const saying = (responsePrefix: string): Program => ({ document: { ...seed, messages: { responsePrefix } } });

describe("forty bots, of which three are down", () => {
  it("all but those are changed, those are named, and the next update catches up with them", async () => {
    fleet = await Promise.all(Array.from({ length: 40 }, () => startBot(openclaw, seed)));
    const resources = fleet.map((bot) => new ConfigResource(bot));
    await Promise.all(resources.map((resource) => resource.up(saying("one"))));
    const down = [3, 17, 39];
    for (const at of down) fleet[at]?.kill();
    expect(await Promise.all(resources.map((resource) => resource.up(saying("two"))))).toEqual(fleet.map(() => "updated"));
    expect(resources.flatMap(({ lines }, at) => (lines.length > 0 ? [at] : []))).toEqual(down);
    await Promise.all(resources.map((resource) => resource.refresh()));
    expect(resources.flatMap(({ outs }, at) => (outs?.["observed"] === "unreachable" ? [at] : []))).toEqual(down);
    for (const at of down) fleet[at]?.start();
    const deeds = await Promise.all(resources.map((resource) => resource.up(saying("two"))));
    expect(deeds.flatMap((deed, at) => (deed === "updated" ? [at] : []))).toEqual(down);
    for (const bot of fleet) expect(bot.document()).toMatchObject({ messages: { responsePrefix: "two" } });
  }, 60_000);
});
