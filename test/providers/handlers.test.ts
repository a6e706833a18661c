import { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { machineId } from "../../sdk/hosts/local";
import { gatewayConfig } from "../../sdk/providers/gatewayConfig";
import { gatewayIdentity } from "../../sdk/providers/gatewayIdentity";
import { Lifeline } from "../../sdk/providers/lifeline";
import { localGateway } from "../../sdk/providers/localGateway";
import { operatorDevice } from "../../sdk/providers/operatorDevice";
import { SecretValues } from "../../sdk/secrets";
import { configInputs, configOutputs, device, document, gatewayInputs, gatewayOutputs, unfenced, unknown } from "./bots";

const lifeline = Lifeline.toEngine();
const config = gatewayConfig(unfenced(), () => undefined);
const gateway = localGateway(lifeline, new SecretValues(), () => undefined);

// The engine calls check and diff of all resources one after another: with a socket in them, a fleet of 500 takes minutes.
beforeEach(() => {
  vi.spyOn(Socket.prototype, "connect").mockImplementation(() => {
    throw new Error("check and diff must open no socket");
  });
});

afterEach(() => {
  expect(Socket.prototype.connect).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

describe("diff of GatewayConfig", () => {
  const changes = (change: { olds?: Record<string, unknown>; news?: Record<string, unknown> }): boolean => config.diff("alice", { ...configOutputs(), ...change.olds }, { ...configInputs(), ...change.news }).changes;
  const connection = configInputs()["connection"] as Record<string, unknown>;
  const secretPaths = ["/channels/telegram/botToken"];

  it.each([
    ["nothing changed", {}, false],
    ["keys are in another order", { news: { document: Object.fromEntries(Object.entries(document).reverse()) } }, false],
    ["a value changes", { news: { document: { ...document, messages: { responsePrefix: "m" } } } }, true],
    ["a key comes", { news: { document: { ...document, logging: { level: "debug" } } } }, true],
    ["a secret changes", { news: { document: { ...document, channels: { telegram: { botToken: "TOKEN-MARKER-2" } } } } }, true],
    ["a leaf of the document is not known yet", { news: { document: { ...document, messages: { responsePrefix: unknown } } } }, true],
    ["another leaf is secret", { news: { secretPaths: [...secretPaths, "/messages/responsePrefix"] } }, true],
    ["the live document drifted", { olds: { digest: "of the drifted one" } }, true],
    ["the live file is invalid", { olds: { digest: "invalid" } }, true],
    ["the endpoint changes", { news: { connection: { ...connection, endpoint: { transport: "direct", address: "ws://127.0.0.1:2" } } } }, true],
    ["the token changes", { news: { connection: { ...connection, token: "gateway-token-2" } } }, true],
    ["the token is not known yet", { news: { connection: { ...connection, token: unknown } } }, false],
    ["nothing of the connection is known yet", { news: { connection: unknown } }, false],
    ["the state directory is another one", { news: { dataId: "data-2" } }, true],
    ["the state directory is not known yet", { news: { dataId: unknown } }, true],
    ["the release changes", { news: { release: { package: "openclaw", version: "2026.10.1" } } }, true],
    ["the preview says what the change does: no state of 0.1.0 has that", { news: { impact: { class: "unchanged" } } }, false],
    ["only what is the bot's own differs", { olds: { unmanaged: ["ui"] }, news: { unmanaged: ["ui"], document: { ...document, ui: { seamColor: "#111111" } } } }, false],
    ["something else differs, too", { olds: { unmanaged: ["ui"] }, news: { unmanaged: ["ui"], document: { ...document, ui: { seamColor: "#111111" }, logging: { level: "debug" } } } }, true],
    ["other paths are the bot's own", { olds: { unmanaged: ["ui"] }, news: { unmanaged: ["ui.prefs"] } }, true],
    ["the bot could not be seen", { olds: { observed: "unreachable" } }, true],
  ])("when %s", (_when, change, expected) => {
    expect(changes(change)).toBe(expected);
  });
});

describe("diff of LocalGateway", () => {
  it.each([
    ["nothing changed", {}, false],
    ["keys are in another order", { release: { version: "2026.9.6", package: "openclaw" } }, false],
    ["the port changes", { port: 19_004 }, true],
    ["the token changes", { token: "gateway-token-2" }, true],
    ["the token is not known yet", { token: unknown }, true],
    ["an environment secret changes", { environment: { API_KEY: "ENV-MARKER-2" } }, true],
    ["the heap changes", { heapMb: 768 }, true],
    ["a plugin comes", { plugins: { slack: { package: "@openclaw/slack", version: "2026.9.6", integrity: "sha512-x" } } }, true],
    ["the version changes", { release: { package: "openclaw", version: "2026.10.1" } }, true],
    ["it should be stopped", { state: "stopped" }, true],
    ["the preview says what the change does: no state of 0.1.0 has that", { impact: { class: "unchanged" } }, false],
  ])("when %s", (_when, news, expected) => {
    expect(gateway.diff("x", gatewayOutputs(machineId()), { ...gatewayInputs(), ...news }).changes).toBe(expected);
  });

  it("when the process is gone", () => {
    expect(gateway.diff("x", { ...gatewayOutputs(machineId()), state: "stopped" }, gatewayInputs()).changes).toBe(true);
  });
});

describe("check", () => {
  it("hands every good input back as it is, what changes a bot with its impact", () => {
    for (const [handler, inputs] of [[gatewayIdentity, { bot: "alice", tokenVersion: unknown }], [operatorDevice, {}]] as const) {
      expect(handler.check({}, inputs)).toEqual({ inputs, failures: [] });
    }
    for (const [handler, inputs] of [[config, configInputs()], [gateway, gatewayInputs()]] as const) {
      expect(handler.check({}, inputs)).toEqual({ inputs: { ...inputs, impact: { class: "create" } }, failures: [] });
    }
  });

  it("never answers at the document: the engine would print it", () => {
    for (const bad of [{ document: { gateway: 1 } }, { release: { package: "x", version: "y" } }]) {
      expect(config.check({}, { ...configInputs(), ...bad }).failures.map(({ property }) => property)).toEqual(["impact"]);
    }
  });
});

it("the outputs of a later Molthub are no reason for a change, and those of this one need no key more", () => {
  expect(config.diff("alice", { ...configOutputs(), later: true }, configInputs()).changes).toBe(false);
  expect(device.privateKey).not.toBe("");
});
