import { afterEach, describe, expect, it } from "vitest";
import { applyConfig, type ConfigChange, type SecretStore } from "../../sdk/apply";
import { storedAs, type ConfigDocument, type GatewayRelease } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import type { SimulatedGateway } from "../gateways/simulator";
import { listened } from "./faults/connections";
import { changeTo, unobserved } from "./changeTo";
import { clawdbot, connectTo, openclaw, simulatedPace, startBot } from "./simulatedBot";

// What a change asks of a bot: with 500 of them, each request more is 500.

let bot: SimulatedGateway;
afterEach(() => bot.stop());

const gateway = { mode: "local", bind: "loopback" };
const old: ConfigDocument = { gateway, messages: { responsePrefix: "old" } };
const channels = { telegram: { botToken: "123456:token" } };
const sealed = { "/channels/telegram/botToken": "123456:token" };

/** The requests of a change, in their order; a `config.get` that waits for what comes is told once. */
async function requestsOf(release: GatewayRelease, from: ConfigDocument, to: ConfigDocument, more: Partial<ConfigChange> = {}): Promise<string[]> {
  bot = await startBot(release, from);
  const requests: string[] = [];
  const connect = listened(connectTo(bot), (method) => void requests.push(method), () => true);
  await applyConfig(connect, changeTo(storedAs(to, release), { release, sealed, ...more }), unobserved, Deadline.after(10_000, "the test"), simulatedPace);
  return requests.filter((method, at) => method !== "config.get" || requests[at - 1] !== method);
}

const changed: ConfigDocument = { ...old, messages: { responsePrefix: "new" } };
const restarting: ConfigDocument = { ...old, gateway: { ...gateway, controlUi: { basePath: "/bots" } } };
const both = (document: ConfigDocument): ConfigDocument => ({ ...document, channels });

describe("the requests of a change", () => {
  it.each<[what: string, release: GatewayRelease, from: ConfigDocument, to: ConfigDocument, requests: string]>([
    ["nothing, of an OpenClaw", openclaw, old, old, "config.get status"],
    ["nothing, of a Clawdbot", clawdbot, old, old, "config.get status"],
    ["a hot change", openclaw, old, changed, "config.get config.patch config.get status"],
    ["one of a bot with channels", openclaw, both(old), both(changed), "config.get channels.status config.patch config.get status channels.status"],
    ["a restart", openclaw, old, restarting, "config.get config.patch config.get connect config.get status"],
    ["any change of a Clawdbot", clawdbot, old, changed, "config.get config.apply connect config.get status"],
    ["one of a Clawdbot with channels", clawdbot, both(old), both(changed), "config.get channels.status config.apply connect config.get status channels.status"],
  ])("are these of %s", async (_what, release, from, to, requests) => {
    expect((await requestsOf(release, from, to)).join(" ")).toBe(`connect ${requests}`);
  });

  it("are two lists and one more for a secret that its store does not have yet", async () => {
    const store: SecretStore = { entries: [{ name: "SLACK__1", value: () => Promise.resolve("xoxb-planted") }], keep: [], before: [], names: ["SLACK"], rotated: [] };
    expect((await requestsOf(openclaw, old, changed, { store })).join(" ")).toBe("connect config.get secrets.store.list secrets.store.set config.patch config.get status secrets.store.list");
  });
});
