import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PluginPins } from "../../../sdk/config";
import { Deadline } from "../../../sdk/deadline";
import { connectGateway, loopbackEndpoint, withClient, type GatewayClient } from "../../../sdk/gateway";
import { botFiles, ensureRunning, installGateway, processesWith, runningGateway, stopGateway, type LocalGatewaySpec } from "../../../sdk/hosts/local";
import { gatewayEnvironment, processMarker } from "../../../sdk/hosts/local/environment";
import { freePort } from "../../../scripts/freePort.mts";
import { askCli } from "../../templates/gatewayCli";
import { slack } from "./slackPlugin";

// One bot on OpenClaw 2026.9.6, whose file has a channel of which its package knows nothing.

const dataDir = join(realpathSync(mkdtempSync(join(tmpdir(), "molthub-plugins-"))), "alice");
const files = botFiles(dataDir);
const pin = { package: "@openclaw/slack", ...slack };
let spec: LocalGatewaySpec;
let seed: string;
const told: string[] = [];

const start = (plugins: PluginPins): Promise<unknown> => ensureRunning({ ...spec, plugins }, seed, (line) => told.push(line));

function asked<T>(work: (client: GatewayClient) => Promise<T>): Promise<T> {
  const deadline = Deadline.after(60_000, "bot alice");
  return withClient(() => connectGateway({ endpoint: loopbackEndpoint(spec.port), token: spec.token, scopes: ["operator.admin"], deadline, patience: "startup" }), work);
}

const projects = (): string[] => (existsSync(join(files.stateDir, "npm/projects")) ? readdirSync(join(files.stateDir, "npm/projects")) : []);

beforeAll(async () => {
  spec = { project: "p", stack: "s", resource: "alice-gateway", bot: "alice", dataDir, release: { package: "openclaw", version: "2026.9.6" }, port: await freePort(), token: "a token of a test", environment: {}, heapMb: 512, plugins: {} };
  seed = JSON.stringify({
    gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
    logging: { file: files.gatewayLog },
    agents: { defaults: { workspace: join(dataDir, "workspace") } },
    channels: { slack: { botToken: "a bot token", appToken: "an app token" } },
    plugins: { entries: { slack: { enabled: true } } },
    update: { checkOnStart: false },
    models: { catalogRefresh: { enabled: false } },
  });
});

afterAll(async () => {
  await stopGateway(files, 5_000);
  rmSync(join(dataDir, ".."), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

describe("the plugins of a bot", () => {
  it("are refused when their bytes are not those that were pinned, before anything of them runs or stays", async () => {
    const other = { ...pin, integrity: `sha512-${Buffer.alloc(64).toString("base64")}` };
    await expect(start({ slack: other })).rejects.toThrow(expect.objectContaining({ code: "plugin-refused", message: expect.stringContaining(`integrity is ${pin.integrity}, pinned is ${other.integrity}. Nothing of it was run.`) as string }));
    await expect(start({ chat: pin })).rejects.toThrow('it holds the plugin "slack", not "chat"');
    expect([processesWith(processMarker, dataDir), existsSync(files.stateDir), existsSync(files.launch)]).toEqual([[], false, false]);
  });

  it("are installed before the bot starts, which loads them as what they are and does not run npm", async () => {
    await start({ slack: pin });
    const { plugins } = await asked((client) => client.call("health", { probe: true }));
    expect(plugins?.loaded).toContain("slack");
    expect(existsSync(join(files.home, ".npm"))).toBe(false);
    const installation = await installGateway(spec.release, () => undefined);
    const listed = (await askCli(installation, gatewayEnvironment(spec, files, installation.node), ["plugins", "list"])) as { plugins: { id: string }[] };
    expect(listed.plugins.find(({ id }) => id === "slack")).toMatchObject({ version: slack.version, enabled: true, status: "loaded", trust: { reason: "trusted-official", installSource: "npm", installSpec: "@openclaw/slack@2026.9.6" } });
    expect(projects()).toHaveLength(1);
    expect(existsSync(join(dataDir, "plugin-install"))).toBe(false);
  });

  it("are left alone when nothing changed", async () => {
    const pid = runningGateway(files);
    told.length = 0;
    await start({ slack: pin });
    expect([runningGateway(files), told]).toEqual([pid, []]);
  });

  it("go with their argument, and a bot whose file has their channel still does not fetch them", async () => {
    await start({});
    expect(projects()).toEqual([]);
    const { plugins } = await asked((client) => client.call("health", { probe: true }));
    expect(plugins?.loaded).not.toContain("slack");
  });
});
