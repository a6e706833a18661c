import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import { startFakeModel, type FakeModel } from "../gateways/fakeModel";
import { startFakeTelegram, type FakeTelegram } from "../gateways/fakeTelegram";
import { minimalConfig } from "../gateways/minimalConfig";
import { startRealGateway, type RealGateway } from "../gateways/realGateway";
import { ConfigResource, type Program } from "./configResource";

// A real OpenClaw whose Telegram and whose model are servers of this test. Each test goes on where the one before ended.

const botToken = "CHANNELS_TELEGRAM_BOT_TOKEN";
const apiKey = "MODELS_PROVIDERS_FAKE_API_KEY";
const [one, two, bad] = ["111111:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "222222:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB", "333333:CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"] as const;
const [key, nextKey, badKey] = ["sk-fake-key-0001", "sk-fake-key-0002", "sk-fake-key-0003"] as const;
let telegram: FakeTelegram;
let model: FakeModel;
let gateway: RealGateway;
let resource: ConfigResource;

const inStore = (id: string): ConfigDocument => ({ source: "store", provider: "default", id });

function program(token: string, modelKey: string = key): Program {
  const document = {
    ...minimalConfig,
    agents: { defaults: { ...minimalConfig.agents.defaults, model: { primary: "fake/fake-1" } } },
    channels: { telegram: { apiRoot: telegram.root, botToken: inStore(botToken), network: { dangerouslyAllowPrivateNetwork: true } } },
    models: { providers: { fake: { ...model.provider, apiKey: inStore(apiKey) } } },
  } as ConfigDocument;
  return {
    document,
    secretPaths: ["/channels/telegram/botToken/id", "/models/providers/fake/apiKey/id"],
    secrets: { [botToken]: { from: "value" }, [apiKey]: { from: "value" } },
    secretValues: { [botToken]: token, [apiKey]: modelKey },
  };
}

/** Waits until a token is in use, and no other. */
async function polledWith(token: string): Promise<void> {
  await expect.poll(() => telegram.seen.at(-1), { timeout: 60_000 }).toBe(token);
}

beforeAll(async () => {
  telegram = await startFakeTelegram(one, two);
  model = await startFakeModel("well", [key, nextKey]);
  gateway = await startRealGateway({ env: { OPENCLAW_SKIP_CHANNELS: "" } });
  resource = new ConfigResource(gateway);
});

afterAll(async () => {
  await gateway.stop();
  await telegram.stop();
  await model.stop();
});

it("a bot gets its token by its store, and polls with it", async () => {
  expect(await resource.up(program(one))).toBe("created");
  await polledWith(one);
});

it("a rotation reaches the vendor without a restart, and is proven", async () => {
  const { pid } = gateway;
  expect(await resource.up(program(two))).toBe("updated");
  expect(resource.outs).toMatchObject({ restarted: false, rotated: { proven: ["channels.telegram.botToken"], unproven: [] } });
  await polledWith(two);
  expect([gateway.end(), gateway.pid]).toEqual([undefined, pid]);
});

it("a token that the vendor refuses is taken back: the bot polls with the old one", async () => {
  await expect(resource.up(program(bad))).rejects.toThrow(/^bot alice: channels\.telegram\.botToken: the new secret does not work/);
  expect(telegram.seen).toContain(bad);
  await polledWith(two);
});

it("taken back, the old one is in use again", async () => {
  expect(await resource.up(program(one))).toBe("updated");
  await polledWith(one);
});

it("a model's key is rotated without a restart, and proven by a turn of the model; one that is refused is taken back", async () => {
  expect(await resource.up(program(one, nextKey))).toBe("updated");
  expect(resource.outs).toMatchObject({ restarted: false, rotated: { proven: ["models.providers.fake.apiKey"], unproven: [] } });
  await expect(resource.up(program(one, badKey))).rejects.toThrow(/^bot alice: models\.providers\.fake\.apiKey: the new secret does not work: a probe of models\.providers\.fake failed with it/);
  expect(await resource.up(program(one, key))).toBe("updated");
});

it("the gateway keeps no value in its config file or its logs", () => {
  const texts = [gateway.log(), readFileSync(gateway.configPath, "utf8"), readFileSync(join(gateway.stateDir, "gateway.log"), "utf8")];
  for (const token of [one, two, bad, key, nextKey, badKey]) for (const text of texts) expect(text).not.toContain(token);
});
