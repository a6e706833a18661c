import { join } from "node:path";
import JSON5 from "json5";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import { readLive } from "../../sdk/apply";
import { digestOf, seenConfig, storedAs, type ConfigDocument, type ConfigValue, type SeenConfig } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { connectGateway, type GatewayClient } from "../../sdk/gateway";
import { clawdbot, openclaw } from "../config/appliedDocument";
import { mergePatchOfRfc } from "../config/rfc7396";
import { startSimulator, type SimulatedGateway, type SimulatorOptions } from "../gateways/simulator";
import { closedEndpoint, device } from "../providers/bots";
import { molthubOn, type Molthub } from "./molthub";
import { stackWith, type BotState } from "./stackState";

beforeAll(() => ensureBuilt(join(__dirname, "../.."), process.execPath, () => undefined), 120_000);

let molthub: Molthub | undefined;
const running: SimulatedGateway[] = [];

afterEach(async () => {
  molthub?.remove();
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
});

const secrets = /MARKER|gateway-token-1|PRIVATE KEY/;
const document: ConfigDocument = { gateway: { mode: "local" }, channels: { telegram: { botToken: "123456:TOKEN-MARKER" } }, messages: { responsePrefix: "n" }, tools: { deny: ["group:web"] } };

async function start(applied: ConfigDocument = document, options: Partial<SimulatorOptions> = {}): Promise<SimulatedGateway> {
  const gateway = await startSimulator({ release: openclaw, token: "gateway-token-1", document: applied, handMade: true, ...options });
  running.push(gateway);
  return gateway;
}

async function onBot<T>({ endpoint, token }: SimulatedGateway, work: (client: GatewayClient, deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = Deadline.after(5_000, "a bot of a test");
  const client = await connectGateway({ endpoint, token, device, scopes: ["operator.admin"], deadline });
  try {
    return await work(client, deadline);
  } finally {
    await client.close();
  }
}

/** What is kept of a bot's config once it was written. */
function seenOf(gateway: SimulatedGateway): Promise<SeenConfig> {
  return onBot(gateway, async (client, deadline) => seenConfig((await readLive(client, gateway.release, deadline)).read, device.privateKey));
}

async function stateOf(gateway: SimulatedGateway, applied: ConfigDocument = document): Promise<BotState> {
  return { inputs: { document: applied, release: gateway.release, secretPaths: [] }, outputs: { seen: await seenOf(gateway), sealed: { "/channels/telegram/botToken": "123456:TOKEN-MARKER" } }, host: "none" };
}

describe("molthub drift", () => {
  it("says in words, and by its exit code, that nothing drifted, having asked for no more than operator.read", async () => {
    const gateway = await start();
    const state = await stateOf(gateway);
    gateway.editText(JSON5.stringify(document));
    molthub = molthubOn(stackWith({ alice: gateway.endpoint, bob: gateway.endpoint }, { alice: state, bob: state }));
    expect(await molthub.run("drift")).toEqual({ code: 0, stdout: "no bot drifted, 2 as applied\n", stderr: "" });
    expect(gateway.connections.slice(1).map(({ scopes }) => scopes)).toEqual([["operator.read"], ["operator.read"]]);
    expect(gateway.writes).toEqual([]);
  }, 20_000);

  it("tells equal drift once, names who cannot be asked, and fails", async () => {
    const [same, other] = [await start(), await start()];
    const states = { alice: await stateOf(same), bob: await stateOf(same), carol: await stateOf(other), dave: { host: "none" } } as const;
    same.edit({ ...document, messages: { responsePrefix: "by hand" }, tools: { deny: [] }, ui: { seamColor: "#123456" } });
    other.edit({ ...document, messages: { responsePrefix: "otherwise" }, tools: { deny: [] } });
    molthub = molthubOn(stackWith({ alice: same.endpoint, bob: same.endpoint, carol: other.endpoint, dave: closedEndpoint }, states));
    const { code, stdout, stderr } = await molthub.run("drift");
    expect(stdout.trim().split("\n")).toEqual([
      "3 bots (alice, bob, carol): messages.responsePrefix changed, each otherwise",
      '3 bots (alice, bob, carol): tools.deny ["group:web"] -> []',
      '2 bots (alice, bob): ui.seamColor (absent) -> "#123456"',
      // Of a file that changed in what can be read, nobody knows what else did.
      "3 bots (alice, bob, carol): whether a value changed that the gateway does not show cannot be told",
      "3 bots drifted, 0 as applied, 1 unreachable (dave)",
    ]);
    expect(stderr).toMatch(/^bot dave cannot be asked: .*127\.0\.0\.1:1/);
    expect(code).toBe(1);
  }, 20_000);

  it("ends with 3 when no bot drifted, and not all could be asked", async () => {
    const gateway = await start();
    molthub = molthubOn(stackWith({ alice: gateway.endpoint, bob: closedEndpoint }, { alice: await stateOf(gateway) }));
    expect(await molthub.run("drift")).toMatchObject({ code: 3, stdout: "no bot drifted, 1 as applied, 1 unreachable (bob)\n" });
  }, 20_000);

  it("finds a secret that was replaced, though the gateway does not show it, and does not take another formatting for that", async () => {
    const two = { ...document, models: { providers: { acme: { baseUrl: "http://127.0.0.1:9", apiKey: "sk-PROVIDER-MARKER", models: [] } } } };
    const gateway = await start(two);
    molthub = molthubOn(stackWith({ alice: gateway.endpoint }, { alice: await stateOf(gateway, two) }));
    gateway.editText(JSON.stringify(two));
    expect(await molthub.run("drift")).toMatchObject({ code: 0 });
    gateway.edit({ ...two, channels: { telegram: { botToken: "123456:HAND-MARKER" } } });
    const { code, stdout } = await molthub.run("drift");
    expect(stdout).toBe("bot alice: hidden change: one of channels.telegram.botToken, models.providers.acme.apiKey\n1 bot drifted, 0 as applied\n");
    expect(code).toBe(1);
  }, 20_000);

  it("says what cannot be told of a bot that nobody looked at when it was written", async () => {
    const gateway = await start();
    molthub = molthubOn(stackWith({ alice: gateway.endpoint }, { alice: { ...(await stateOf(gateway)), outputs: {} } }));
    expect(await molthub.run("drift")).toMatchObject({ code: 0, stdout: "bot alice: whether a value changed that the gateway does not show cannot be told\nno bot drifted, 1 as applied\n" });
  }, 20_000);

  it("sees on a Clawdbot which secret is another, and that a write of somebody else replaced the references", async () => {
    const applied = storedAs({ gateway: { mode: "local" }, channels: { slack: { botToken: "${SLACK_TOKEN}", appToken: "xapp-MARKER-1" } }, messages: { responsePrefix: "${TEAM}" } }, clawdbot) as ConfigDocument;
    const gateway = await start(applied, { release: clawdbot, env: { SLACK_TOKEN: "VALUE-MARKER", TEAM: "TEAM-MARKER" } });
    molthub = molthubOn(stackWith({ alice: gateway.endpoint }, { alice: await stateOf(gateway, applied) }));
    await onBot(gateway, async (client) => client.call("config.patch", { raw: JSON.stringify({ channels: { slack: { appToken: "xapp-MARKER-2" } } }), baseHash: (await client.call("config.get", {})).hash }));
    const { code, stdout, stderr } = await molthub.run("drift");
    expect(stdout.trim().split("\n")).toEqual([
      "bot alice: channels.slack.appToken [secret] -> [secret]",
      'bot alice: channels.slack.botToken "${SLACK_TOKEN}": the reference was replaced by its value or another one',
      // What such a write leaves of the defaults that it ran with.
      'bot alice: messages.ackReactionScope (absent) -> "group-mentions"',
      'bot alice: messages.responsePrefix "${TEAM}": the reference was replaced by its value or another one',
      "1 bot drifted, 0 as applied",
    ]);
    expect(code).toBe(1);
    const json = await molthub.run("drift", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ drifted: ["alice"], bots: [{ bot: "alice", hiddenUnknown: false, entries: [{ path: "channels.slack.appToken", kind: "changed", before: "[secret]", after: "[secret]" }, { kind: "baked" }, { kind: "added" }, { kind: "baked" }] }] });
    expect(stdout + stderr + json.stdout).not.toMatch(secrets);
  }, 20_000);

  it("does not call a bot drifted that the last update did not reach, and does call one that has no valid config", async () => {
    const [late, broken] = [await start(), await start()];
    const states = { alice: await stateOf(late), bob: await stateOf(broken) };
    const ahead = { ...states.alice, inputs: { ...states.alice.inputs, document: { ...document, messages: { responsePrefix: "to come" } } }, outputs: { ...states.alice.outputs, digest: digestOf(document, [], device.privateKey) } };
    broken.editText("{ broken");
    molthub = molthubOn(stackWith({ alice: late.endpoint, bob: broken.endpoint }, { ...states, alice: ahead }));
    const { code, stdout } = await molthub.run("drift");
    expect(stdout.trim().split("\n")).toEqual([
      'bot alice: the document of the program was not brought to it yet; "pulumi up" does',
      "bot bob: its gateway calls its config file /srv/bot/openclaw.json invalid",
      "1 bot drifted, 1 as applied",
    ]);
    expect(code).toBe(1);
  }, 20_000);

  it("says what to do where there are no bots", async () => {
    molthub = molthubOn({ version: 3, deployment: {} });
    expect(await molthub.run("drift")).toEqual({ code: 0, stdout: "This stack has no bots yet. Run pulumi up.\n", stderr: "" });
  }, 20_000);
});

describe("molthub drift --adopt", () => {
  it("prints nothing but the layer that makes the code say what the bot runs, and on stderr what it leaves out", async () => {
    const gateway = await start();
    molthub = molthubOn(stackWith({ alice: gateway.endpoint }, { alice: await stateOf(gateway) }));
    const live = { ...document, messages: { responsePrefix: "by hand", ackReactionScope: "all" }, tools: { profile: "minimal" } };
    gateway.edit({ ...live, channels: { telegram: { botToken: "123456:TOKEN-MARKER" }, discord: { token: "HAND-MARKER", enabled: false } } });
    const { code, stdout, stderr } = await molthub.run("drift", "--adopt", "alice");
    expect(code).toBe(0);
    expect(mergePatchOfRfc(document, JSON5.parse<ConfigValue>(stdout))).toEqual({ ...live, channels: { ...(document["channels"] as object), discord: { enabled: false } } });
    expect(stdout).toContain('responsePrefix: "by hand"');
    expect(stderr).toContain("left out: channels.discord.token is a secret: give the code a reference to it");
    expect(stderr).toContain('overlay: { file: "layers/alice.json5" }');
    expect(stdout + stderr).not.toMatch(secrets);
    expect(JSON.parse((await molthub.run("drift", "--adopt", "alice", "--json")).stdout)).toEqual(JSON5.parse(stdout));
    expect(gateway.writes).toEqual([]);
  }, 20_000);

  it("names what it cannot follow: a hidden value, a reference, and what Molthub sets", async () => {
    const applied = { ...document, gateway: { mode: "local", bind: "loopback" }, messages: { responsePrefix: "${TEAM}" } };
    const gateway = await start(applied, { env: { TEAM: "TEAM-MARKER" } });
    molthub = molthubOn(stackWith({ alice: gateway.endpoint }, { alice: { ...(await stateOf(gateway, applied)), host: {} } }));
    gateway.edit({ ...applied, channels: { telegram: { botToken: "123456:HAND-MARKER" } } });
    const hidden = await molthub.run("drift", "--adopt", "alice");
    expect(hidden).toMatchObject({ code: 0, stdout: "{}\n", stderr: expect.stringContaining("one of channels.telegram.botToken is another by now") as string });
    expect(hidden.stderr).toContain("bot alice: there is nothing that the code could take over.");
    gateway.edit({ ...applied, gateway: { mode: "local", bind: "lan" }, messages: { responsePrefix: "TEAM-MARKER" } });
    const { stdout, stderr } = await molthub.run("drift", "--adopt", "alice");
    expect(stdout).toBe("{}\n");
    expect(stderr).toContain("left out: gateway.bind is set by Molthub");
    expect(stderr).toContain("left out: messages.responsePrefix has a literal where the code has a reference");
    expect(stderr).not.toMatch(secrets);
  }, 20_000);

  it("fails, and prints no layer, for a bot that cannot be asked, has no valid config, or is not there", async () => {
    const gateway = await start();
    molthub = molthubOn(stackWith({ alice: gateway.endpoint, bob: closedEndpoint }));
    gateway.editText("{ broken");
    for (const [bot, words] of [["alice", "nothing to adopt"], ["bob", "bot bob cannot be asked: "], ["carol", "there is no bot carol in this stack. Its bots: alice, bob."]] as const) {
      expect(await molthub.run("drift", "--adopt", bot)).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(words) as string });
    }
  }, 20_000);
});
