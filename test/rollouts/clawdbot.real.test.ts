import { afterAll, beforeAll, expect, test } from "vitest";
import { startFakeModel, type FakeModel } from "../gateways/fakeModel";
import { minimalClawdbotConfig, startRealGateway, type RealGateway } from "../gateways/realGateway";
import { usualPace } from "../../sdk/rollouts/analysis";
import { clawdbot } from "../config/appliedDocument";
import { analysed, judged, provenNow } from "./judged";

// What the metrics believe of clawdbot 2026.1.24-3. The tests share a gateway and run in order.
const keys = ["sk-fake-model"];

let model: FakeModel;
let gateway: RealGateway;

beforeAll(async () => {
  model = await startFakeModel("hello from the model", keys);
  const provider = { ...model.provider, models: [{ id: "fake-1", name: "Fake 1", reasoning: false, input: ["text"], cost: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 0 }, contextWindow: 128_000, maxTokens: 2_048 }] };
  const defaults = { ...minimalClawdbotConfig.agents.defaults, heartbeat: { every: "0m" }, model: { primary: "fake/fake-1" } };
  gateway = await startRealGateway({ release: clawdbot, config: { agents: { defaults }, models: { providers: { fake: provider } } } });
});

afterAll(async () => {
  await gateway?.stop();
  await model?.stop();
});

test("a well bot passes, and its probe leaves no cost", async () => {
  const { outcome, findings, told } = await analysed([{ config: {} }, { channels: {} }, { model: {} }, { plugins: {} }, { restarts: {} }], [await provenNow(gateway)], [], usualPace);
  expect([outcome, findings]).toEqual(["passed", []]);
  expect(told.filter((line) => line.includes("probe session"))).toEqual([]);
  const cost = await analysed([{ cost: {} }], [judged(gateway)], [judged(gateway, { bot: "bob" })], usualPace);
  expect(cost.findings).toEqual([expect.objectContaining({ outcome: "inconclusive", reason: "it or the untouched Clawdbots have used no tokens since the change" })]);
});

test("what its provider says of a bad key is no answer, though it gives it out as one", async () => {
  keys.splice(0);
  const { outcome, findings } = await analysed([{ model: {} }], [judged(gateway)], [], usualPace);
  expect([outcome, findings]).toEqual(["failed", [expect.objectContaining({ reason: "its model did not answer: 401 bad key" })]]);
});
