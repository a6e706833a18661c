import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import { valueAt } from "../../sdk/config/document";
import { freePort } from "../../scripts/freePort.mts";
import { clawdbot } from "../apply/simulatedBot";
import { EngineProject, type PulumiRun } from "../engine/project";
import { startFakeModel, type FakeModel } from "../gateways/fakeModel";
import { minimalClawdbotConfig, startRealGateway, type RealGateway } from "../gateways/realGateway";

// Three real bots of OpenClaw 2026.9.6 that Molthub hosts, and a real Clawdbot that something else runs. The tests go on where the one before
// ended.
const hosted = ["alice", "bob", "carol"];
const project = EngineProject.create();

let good: FakeModel;
let wrong: FakeModel;
let dora: RealGateway;
let ports: readonly number[];

beforeAll(async () => {
  [good, wrong] = await Promise.all([startFakeModel("hello from the model", ["sk-fake-model"]), startFakeModel("never", ["another key"])]);
  dora = await startRealGateway({ release: clawdbot });
  ports = await Promise.all(hosted.map(() => freePort()));
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") project.keepLogs(task.name);
});

afterAll(async () => {
  await project.remove();
  await dora?.stop();
  await Promise.all([good, wrong].map((one) => one?.stop()));
});

/**
 * @param provider whose model the bots are to use
 * @param note in the environment of those that Molthub hosts
 */
function up(provider: "good" | "wrong", responsePrefix: string, note = "old"): Promise<PulumiRun> {
  const priced = (model: FakeModel): ConfigDocument => ({ ...model.provider, models: [{ id: "fake-1", name: "Fake 1", reasoning: false, input: ["text"], cost: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 0 }, contextWindow: 128_000, maxTokens: 2_048 }] });
  const common = { messages: { responsePrefix }, models: { providers: { good: priced(good), wrong: priced(wrong) } }, agents: { defaults: { heartbeat: { every: "0m" }, model: { primary: `${provider}/fake-1` } } } };
  const external = `{ gateway: { package: "clawdbot", version: "2026.1.24-3" }, target: { external: { address: "${dora.endpoint.address}", token: pulumi.secret("${dora.token}") } }, overlay: ${JSON.stringify(minimalClawdbotConfig)} }`;
  const bots = hosted.map((name, at) => `${name}: { port: ${String(ports[at])}, env: { NOTE: "${note}" }, overlay: { update: { checkOnStart: false } } }`);
  project.program(`new molthub.MoltbotFleet("fleet", {
    gateway: { version: "2026.9.6" },
    template: ${JSON.stringify(common)},
    rollout: { steps: [{ setWeight: 50 }, { analysis: [{ config: {} }, { model: {} }] }] },
    bots: { dora: ${external}, ${bots.join(", ")} },
  });`);
  return project.up();
}

/** What all bots run: provider and prefix. */
function running(): Readonly<Record<string, string>> {
  const files = { dora: dora.configPath, ...Object.fromEntries(hosted.map((name) => [name, project.bot(name).config])) };
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => {
      const document = JSON.parse(readFileSync(file, "utf8")) as ConfigDocument;
      return [name, `${String(valueAt(document, ["agents", "defaults", "model", "primary"]))} ${String(valueAt(document, ["messages", "responsePrefix"]))}`];
    }),
  );
}

const all = (what: string): Readonly<Record<string, string>> => ({ dora: what, alice: what, bob: what, carol: what });

test("they are made, which is no rollout", async () => {
  const { code, output } = await up("good", "old");
  expect(code, output).toBe(0);
  expect(running()).toEqual(all("good/fake-1 old"));
});

test("the canaries cannot reach a model any more: both have their old document again, and the others were never written to", async () => {
  const before = hosted.slice(1).map((name) => project.writesOf(name));
  const { code, output } = await up("wrong", "new");
  expect(code, output).not.toBe(0);
  // The first canary that fails is enough: the other one may still be waiting for its model.
  expect(output).toMatch(/fleet fleet: step 2 of 3: failed: model of bot (dora|alice): its model did not answer: 401 /);
  expect(output).toContain("Taken back, proven on the live bots: alice, dora.");
  expect(running()).toEqual(all("good/fake-1 old"));
  expect(hosted.slice(1).map((name) => project.writesOf(name))).toEqual(before);
});

test("mended, it goes to all of them", async () => {
  const { code, output } = await up("good", "new");
  expect(code, output).toBe(0);
  expect(running()).toEqual(all("good/fake-1 new"));
});

test("a change of their environment alone is judged by the same steps", async () => {
  const before = hosted.map((name) => project.writesOf(name));
  const { code, output } = await up("good", "new", "other");
  expect(code, output).toBe(0);
  expect(output).toContain("fleet fleet: step 2 of 3: model: passed");
  expect(hosted.map((name) => readFileSync(project.bot(name).environment, "utf8").includes("NOTE='other'"))).toEqual([true, true, true]);
  expect(hosted.map((name) => project.writesOf(name))).toEqual(before);
});
