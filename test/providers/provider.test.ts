import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import { machineId } from "../../sdk/hosts/local";
import { configInputs, configOutputs, gatewayInputs, gatewayOutputs, unknown } from "./bots";
import shims from "./fixtures/shims.json";
import { packageDir, startProvider, type ProviderProcess } from "./providerProcess";

const shim = shims["0.1.0"];

let provider: ProviderProcess;

beforeAll(async () => {
  await ensureBuilt(packageDir, process.execPath, () => undefined);
  provider = await startProvider();
}, 120_000);

afterAll(() => provider.stop());

describe("GatewayIdentity", () => {
  const inputs = { __provider: shim.gatewayIdentity, bot: "alice", tokenVersion: 1 };

  it("makes a token of 256 random bits, and keeps it", async () => {
    const { id, outs } = await provider.create(inputs);
    expect(id).toBe("alice");
    expect(outs).toEqual({ ...inputs, schemaVersion: 1, token: expect.stringMatching(/^[\w-]{43}$/) as string });
    expect(await provider.read(id, outs)).toMatchObject({ id, props: outs });
    expect((await provider.create(inputs)).outs["token"]).not.toBe(outs["token"]);
  });

  it("makes another one when tokenVersion changes, and only then", async () => {
    const { id, outs } = await provider.create(inputs);
    expect(await provider.diff(id, outs, inputs)).toEqual({ changes: false });
    const news = { ...inputs, tokenVersion: 2 };
    expect(await provider.diff(id, outs, news)).toEqual({ changes: true });
    const updated = await provider.update(id, outs, news);
    expect(updated.outs).toMatchObject({ tokenVersion: 2, token: expect.stringMatching(/^[\w-]{43}$/) as string });
    expect(updated.outs["token"]).not.toBe(outs["token"]);
    await provider.delete(id, outs);
  });
});

describe("OperatorDevice", () => {
  it("makes an Ed25519 key once, and never changes it", async () => {
    const inputs = { __provider: shim.operatorDevice };
    const { id, outs } = await provider.create(inputs);
    expect(outs).toEqual({
      ...inputs,
      schemaVersion: 1,
      deviceId: id,
      publicKey: expect.stringMatching(/^[\w-]{43}$/) as string,
      privateKey: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/) as string,
    });
    expect(await provider.diff(id, outs, { ...inputs, more: 1 })).toEqual({ changes: false });
    expect((await provider.update(id, outs, inputs)).outs).toEqual(outs);
    expect(await provider.read(id, outs)).toMatchObject({ id, props: outs });
  });
});

describe("LocalGateway", () => {
  const inputs = { __provider: shim.localGateway, ...gatewayInputs() };

  it("refuses bad inputs at small properties, never at one that holds a secret", async () => {
    const { failures } = await provider.check({ ...inputs, release: { package: "openclaw", version: "1" }, port: 70_000, dataDir: "relative" });
    expect(failures).toEqual([
      { property: "release", reason: 'bot alice: gateway.version: openclaw 1 is not known to this version of Molthub. Use "2026.9.6".' },
      { property: "port", reason: "bot alice: port: 70000 is not a port a bot can use. Give a whole number from 1024 to 65535." },
      { property: "dataDir", reason: "bot alice: dataDir: must be an absolute path" },
    ]);
  });

  it("accepts good inputs as they are, and what a preview does not know yet", async () => {
    expect(await provider.check(inputs)).toEqual({ inputs, failures: [] });
    const open = { ...inputs, port: unknown, dataDir: unknown, token: unknown, environment: { API_KEY: unknown } };
    expect(await provider.check(open)).toEqual({ inputs: open, failures: [] });
  });

  it("of another machine is an error with two ways on, as one plain message: no stack, no secret", async () => {
    const outs = { __provider: shim.localGateway, ...gatewayOutputs("another-machine") };
    const message =
      "bot alice: its gateway and its data (/nowhere/molthub-test/alice) are on another machine than this one. Either run this from that machine, or, " +
      'if that machine is gone, remove the bot from the state with "pulumi state delete" (its LocalGateway and GatewayConfig), move /nowhere/molthub-test/alice away if it is there, and run "pulumi up" here to start it anew.';
    await expect(provider.read("x", outs)).rejects.toThrow(new Error(message));
    await expect(provider.update("x", outs, inputs)).rejects.toThrow(new Error(message));
    await expect(provider.delete("x", outs)).rejects.toThrow(new Error(message));
    expect(provider.stderr()).toContain(message);
    expect(provider.stderr()).not.toMatch(/\n\s+at |MARKER|gateway-token-1/);
  });

  it("that is gone reads as stopped, an ordinary difference that the next update heals", async () => {
    const outs = { __provider: shim.localGateway, ...gatewayOutputs(machineId()) };
    const { id, props, inputs: seen } = await provider.read("x", outs);
    expect(id).toBe("x");
    expect(props).toEqual({ ...outs, state: "stopped", dataId: "none" });
    expect(seen).toEqual({ ...inputs, state: "stopped" });
    expect(await provider.diff("x", props, inputs)).toEqual({ changes: true });
  });

  it("whose folder would move is refused with the ways on", async () => {
    const outs = { __provider: shim.localGateway, ...gatewayOutputs(machineId()) };
    await expect(provider.update("x", outs, { ...inputs, dataDir: "/elsewhere" })).rejects.toThrow(
      new Error("bot alice: its data is in /nowhere/molthub-test/alice, not in /elsewhere. Run this from the project it was started from, or stop the bot, move the folder and set `dataDir:`."),
    );
  });
});

describe("GatewayConfig", () => {
  const inputs = { __provider: shim.gatewayConfig, ...configInputs() };

  it("refuses nothing at the document: the engine would print it", async () => {
    expect(await provider.check({ ...inputs, release: { package: "openclaw", version: "1" } })).toMatchObject({ failures: [] });
  });

  it("of a bot that cannot be seen reads as known, and says so within seconds", async () => {
    const outs = { __provider: shim.gatewayConfig, ...configOutputs() };
    const begun = performance.now();
    const { id, props, inputs: seen } = await provider.read("alice", outs);
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(id).toBe("alice");
    expect(props).toEqual({ ...outs, observed: "unreachable" });
    expect(seen).toBeUndefined();
    expect(await provider.diff(id, props, inputs)).toEqual({ changes: true });
    expect(provider.stdout()).toMatch(/bot alice cannot be seen \(.*127\.0\.0\.1:1.*\): its config is taken to be as it was last known/);
    expect(provider.stdout()).not.toMatch(/MARKER|gateway-token-1/);
  });

  it("is left alone when it is deleted", async () => {
    await provider.delete("alice", { __provider: shim.gatewayConfig, ...configOutputs() });
  });
});
