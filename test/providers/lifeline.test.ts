import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import shims from "./fixtures/shims.json";
import { packageDir, startProvider, type Launcher, type ProviderProcess } from "./providerProcess";

let provider: ProviderProcess | undefined;

beforeAll(() => ensureBuilt(packageDir, process.execPath, () => undefined), 120_000);

afterEach(() => provider?.stop());

describe("a provider whose engine is killed", () => {
  it.each<Launcher>(["script", "sh"])("ends by itself within seconds, started through the %s", async (launcher) => {
    provider = await startProvider(packageDir, launcher);
    await provider.check({ __provider: shims["0.1.0"].gatewayIdentity, bot: "alice" });
    expect(provider.alive()).toHaveLength(launcher === "sh" ? 2 : 1);
    await delay(1_500);
    expect(provider.alive(), "it lives as long as its engine").not.toEqual([]);
    provider.killEngine();
    await expect.poll(provider.alive, { timeout: 20_000, interval: 100 }).toEqual([]);
  }, 60_000);
});
