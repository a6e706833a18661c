import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import { machineId } from "../../sdk/hosts/local";
import { startScriptedBot } from "../apply/scriptedBot";
import { configInputs, configOutputs, document, gatewayInputs, gatewayOutputs, unknown } from "./bots";
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
      { property: "release", reason: "bot alice: gateway: Molthub does not install openclaw 1. Use openclaw 2026.9.6, or run the gateway yourself and give its address: `target: { external: { address, token } }`." },
      { property: "port", reason: "bot alice: port: 70000 is not a port a bot can use. Give a whole number from 1024 to 65535." },
      { property: "dataDir", reason: "bot alice: dataDir: must be an absolute path" },
    ]);
  });

  it("accepts good inputs as they are, and what a preview does not know yet, and shows what the change does", async () => {
    expect(await provider.check(inputs)).toEqual({ inputs: { ...inputs, impact: { class: "create" } }, failures: [] });
    const open = { ...inputs, port: unknown, dataDir: unknown, token: unknown, environment: { API_KEY: unknown } };
    expect(await provider.check(open, inputs)).toEqual({ inputs: { ...open, impact: { class: "restart", changes: ["port", "token", "env.API_KEY"] } }, failures: [] });
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
    expect(seen).toEqual({ ...inputs, state: "stopped", impact: { class: "unchanged" } });
    expect((await provider.check(inputs, seen)).inputs["impact"]).toEqual({ class: "start" });
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

  it("shows what a change does to the bot, also one that the preview does not wholly know", async () => {
    const news = { ...inputs, document: { ...document, messages: { responsePrefix: unknown }, gateway: { mode: "local", controlUi: { basePath: "/x" } } }, connection: unknown, secretPaths: unknown, dataId: unknown };
    const impact = { class: "restart", restart: ["gateway.controlUi.basePath"], none: ["messages.responsePrefix"], unknown: ["messages.responsePrefix"], undoWrites: 1 };
    expect(await provider.check(news, inputs)).toEqual({ inputs: { ...news, impact }, failures: [] });
    expect(await provider.check(inputs, inputs)).toEqual({ inputs: { ...inputs, impact: { class: "unchanged" } }, failures: [] });
    expect(await provider.check(inputs)).toEqual({ inputs: { ...inputs, impact: { class: "create" } }, failures: [] });
  });

  it("refuses an invalid document at its impact, never at the document: the engine would print it", async () => {
    const { failures } = await provider.check({ ...inputs, document: { ...document, logging: { level: "VALUE-MARKER-1", levle: "VALUE-MARKER-2" } } });
    expect(failures).toEqual([
      { property: "impact", reason: 'bot alice: logging.level must be "silent", "fatal", "error", "warn", "info", "debug" or "trace"' },
      { property: "impact", reason: "bot alice: logging.levle is not a key of openclaw 2026.9.6; did you mean logging.level?" },
    ]);
    expect((await provider.check({ ...inputs, release: { package: "openclaw", version: "1" } })).failures.map(({ property }) => property)).toEqual(["impact"]);
  });

  it("is not written to a gateway of another product line", async () => {
    const bot = await startScriptedBot({});
    try {
      const wanted = { __provider: shim.gatewayConfig, ...configInputs(bot.endpoint), release: { package: "clawdbot", version: "2026.1.24-3" } };
      expect(await provider.check(wanted)).toMatchObject({ failures: [], inputs: { impact: { class: "create" } } });
      await expect(provider.create(wanted)).rejects.toThrow(/^bot alice: its gateway is openclaw, and the program says clawdbot 2026\.1\.24-3\. Nothing was written\./);
      expect(bot.writes).toEqual([]);
    } finally {
      await bot.stop();
    }
  });

  it("writes its document, keeps what is the bot's own, and puts neither document nor impact into the state", async () => {
    const own = { ui: { seamColor: "#0b0b0b" } };
    const bot = await startScriptedBot({ ...own, logging: { level: "debug" } });
    try {
      const wanted = { __provider: shim.gatewayConfig, ...configInputs(bot.endpoint), document: { ...document, ui: { seamColor: "#111111" } }, unmanaged: ["ui"] };
      const checked = await provider.check(wanted);
      const { id, outs } = await provider.create(checked.inputs);
      expect(bot.document()).toEqual({ ...document, ...own });
      expect(outs).not.toHaveProperty("document");
      expect(outs).not.toHaveProperty("impact");
      bot.edit({ ...document, ui: { seamColor: "#0c0c0c" } });
      const { props, inputs: seen } = await provider.read(id, outs);
      expect(seen?.["document"]).toEqual(document);
      const again = await provider.check(wanted, seen);
      expect(again.inputs["impact"]).toEqual({ class: "unchanged" });
      expect(await provider.diff(id, props, again.inputs)).toEqual({ changes: false });
      expect(bot.writes).toHaveLength(1);
    } finally {
      await bot.stop();
    }
  }, 20_000);

  it("of a bot that cannot be seen reads as known, and says so within seconds", async () => {
    const outs = { __provider: shim.gatewayConfig, ...configOutputs() };
    const begun = performance.now();
    const { id, props, inputs: seen } = await provider.read("alice", outs);
    expect(performance.now() - begun).toBeLessThan(20_000);
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
