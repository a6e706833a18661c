import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigSchema, readLayer, render, storedAs, withoutUnmanaged, type ConfigDocument, type GatewayRelease } from "../../../sdk/config";
import { hello, startFakeGateway, type FakeGateway, type Script } from "../../gateway/fakeGateway";
import { startSimulator, type SimulatedGateway } from "../../gateways/simulator";
import { clawdbot, handMade, openclaw, people, secretMark } from "../../import/handMade";
import type { Run } from "../molthub";

const releases = [openclaw, openclaw, clawdbot, clawdbot, clawdbot];
const secrets = ["channels.telegram.botToken", "env.vars.COMPANY_CRM_LOGIN", "env.vars.TEAM_CALENDAR", "gateway.auth.token", "hooks.token"];

/** Paths that stay with these bots. */
function ownOf({ package: line }: GatewayRelease): string[] {
  return [...(line === "openclaw" ? ["agents.defaults.modelPolicy"] : []), ...secrets];
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-import-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `molthub import` in the test's folder. */
async function molthubImport(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [join(__dirname, "../../../dist/sdk/cli/main.js"), "import", ...args], { cwd: folder, env: { PATH: "/usr/bin:/bin", NO_COLOR: "1", ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close") as Promise<[number | null]>]);
  return { code, stdout, stderr };
}

/** Every file below the test's folder, by path. */
function written(): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ parentPath, name }) => join(parentPath, name)).map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

describe("bots that were made by hand", () => {
  let bots: SimulatedGateway[];

  beforeAll(async () => {
    bots = await Promise.all(releases.map((release, at) => startSimulator({ release, document: handMade(release, at), handMade: true, token: `TOKEN-MARKER-${String(at)}`, env: { HOUSE_MODELS_KEY: "ENV-MARKER" } })));
  });

  afterAll(() => Promise.all(bots.map((bot) => bot.stop())));

  const asked = (): string[] => bots.map(({ endpoint }, at) => `${people[at] ?? ""}=${endpoint.address}`);
  const tokens = Object.fromEntries(people.map((name, at) => [`MOLTHUB_TOKEN_${name.toUpperCase()}`, `TOKEN-MARKER-${String(at)}`]));

  it("become a program of common layers and what is each bot's own, and nothing is done to them", async () => {
    const before = bots.map((bot) => bot.file());
    const { code, stdout, stderr } = await molthubImport(tokens, ...asked());
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const files = written();
    expect(Object.keys(files).sort()).toEqual(
      ["Pulumi.yaml", "index.ts", "package.json", "layers/common.json5", "layers/openclaw.json5", "layers/clawdbot.json5", ...releases.map(({ package: line }, at) => `layers/${line}/${people[at] ?? ""}.json5`)].map((path) => `moltbots/${path}`).sort(),
    );
    const { dependencies, ...rest } = JSON.parse(files["moltbots/package.json"] ?? "") as { dependencies: Record<string, string> };
    expect(rest).toEqual({ private: true });
    expect(dependencies["@pulumi/pulumi"]).toBe(ownPackage().peerDependencies["@pulumi/pulumi"]);
    // Molthub runs from a clone here.
    expect(resolve(folder, "moltbots", dependencies["@molthub/pulumi"]?.replace(/^file:/, "") ?? "")).toBe(resolve(__dirname, "../../.."));
    for (const [at, bot] of bots.entries()) {
      expect(bot.file()).toBe(before[at]);
      expect([bot.writes, bot.boots()]).toEqual([[], 1]);
      expect(rendered(at)).toEqual(withoutUnmanaged(storedAs(bot.document() ?? {}, bot.release), ownOf(bot.release)));
    }
    expect(JSON.stringify(files) + stdout).not.toMatch(new RegExp(`${secretMark}|TOKEN-MARKER|ENV-MARKER`));
  });

  it("are read with no more than reading needs", async () => {
    const before = bots.map(({ connections }) => connections.length);
    expect((await molthubImport(tokens, ...asked())).code).toBe(0);
    const asking = bots.map(({ connections }, at) => [...new Set(connections.slice(before[at]).flatMap(({ scopes }) => scopes))].sort());
    expect(asking).toEqual(releases.map(({ package: line }) => (line === "openclaw" ? ["operator.read"] : ["operator.admin", "operator.read"])));
  });

  it("come with the next steps, and with what stays with each bot, and why", async () => {
    const { stdout } = await molthubImport({ ...tokens, MOLTHUB_TOKEN_ALICE: "", MOLTHUB_TOKEN: "TOKEN-MARKER-0" }, ...asked().slice(0, 2), "--out", "my bots");
    expect(stdout.split("\n").slice(2)).toEqual([
      "bot alice (openclaw 2026.9.6): these paths stay with the bot, in its `unmanaged`:",
      "    env.vars.COMPANY_CRM_LOGIN: a secret in clear, or what may be one",
      "    env.vars.TEAM_CALENDAR: a secret in clear, or what may be one",
      "    hooks.token: a secret, which the gateway does not show",
      "    channels.telegram.botToken: a secret, which the gateway does not show",
      "    gateway.auth.token: a secret, which the gateway does not show",
      "    agents.defaults.modelPolicy: not set, and its gateway fills it in at the first write of its config",
      "bot bob (openclaw 2026.9.6): these paths stay with the bot, in its `unmanaged`:",
      ...["    env.vars.COMPANY_CRM_LOGIN: a secret in clear, or what may be one", "    env.vars.TEAM_CALENDAR: a secret in clear, or what may be one"],
      ...["hooks.token", "channels.telegram.botToken", "gateway.auth.token"].map((path) => `    ${path}: a secret, which the gateway does not show`),
      "    agents.defaults.modelPolicy: not set, and its gateway fills it in at the first write of its config",
      "",
      'To manage such a path, give it a value in a layer (for a secret a reference, as in "${SLACK_BOT_TOKEN}") and take it out of `unmanaged`.',
      "That replaces what the bot has there, and cannot be taken back: only the bot knows the value.",
      "",
      "Nothing was written to the config of the bots. The first `pulumi up` writes nothing to them either; it takes them into the stack as they are. Next:",
      "",
      "    cd 'my bots'",
      "    npm install",
      "    pulumi stack init dev",
      "    printenv MOLTHUB_TOKEN | pulumi config set --secret aliceToken",
      "    printenv MOLTHUB_TOKEN_BOB | pulumi config set --secret bobToken",
      "    pulumi up",
      "    pulumi preview",
      "",
    ]);
    expect(written()["my bots/Pulumi.yaml"]).toContain('name: "my-bots"');
  });

  it("are data for a program", async () => {
    const { stdout } = await molthubImport(tokens, ...asked().slice(3), "--out", ".", "--json");
    const told = JSON.parse(stdout) as { folder: string; files: string[]; bots: { bot: string; release: unknown; unmanaged: { path: string; why: string }[] }[]; next: string[] };
    expect(told.folder).toBe(folder);
    expect(told.files.sort()).toEqual(Object.keys(written()).sort());
    expect(told.bots.map(({ bot, release }) => [bot, release])).toEqual([["dave", clawdbot], ["erin", clawdbot]]);
    expect(told.bots[0]?.unmanaged.map(({ path }) => path).sort()).toEqual(secrets);
    expect(told.next[0]).toBe("npm install");
  });

  it("are not written over what is there, and beside it the folder stays as it is", async () => {
    mkdirSync(join(folder, "layers"));
    writeFileSync(join(folder, "README.md"), "mine");
    writeFileSync(join(folder, "layers/common.json5"), "mine");
    const refused = await molthubImport(tokens, ...asked(), "--out", ".");
    expect(refused.stderr).toBe(`error: ${folder} has layers/common.json5 already, and no file is written over. Nothing was written. Name another folder with --out, or move what is there away.\n`);
    expect(written()).toEqual({ "README.md": "mine", "layers/common.json5": "mine" });
    rmSync(join(folder, "layers/common.json5"));
    expect((await molthubImport(tokens, ...asked(), "--out", ".")).code).toBe(0);
    expect(Object.keys(written())).toHaveLength(12);
  });

  it("are written all or not at all, and the bot at fault is named", async () => {
    const { code, stderr } = await molthubImport({ ...tokens, MOLTHUB_TOKEN_CAROL: "TOKEN-MARKER-WRONG" }, ...asked());
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: bot carol: connect: unauthorized.*\. MOLTHUB_TOKEN_CAROL is not this gateway's token\. It is in its config file at gateway\.auth\.token, or in its environment \(OPENCLAW_GATEWAY_TOKEN, CLAWDBOT_GATEWAY_TOKEN\)\.\n$/);
    expect(stderr).not.toContain("TOKEN-MARKER");
    expect(written()).toEqual({});
  });

  /** The document that the written layers make for a bot. */
  function rendered(at: number): ConfigDocument {
    const release = releases[at] ?? openclaw;
    const layers = ["layers/common.json5", `layers/${release.package}.json5`, `layers/${release.package}/${people[at] ?? ""}.json5`].map((file) => readLayer(file, file, join(folder, "moltbots")));
    const schema = ConfigSchema.of(release);
    return withoutUnmanaged(render(layers, { labels: {}, release, arrayKey: (path) => schema.arrayKeyAt(path), managed: false }) as ConfigDocument, ownOf(release));
  }
});

it("without a bot, says how it is used", async () => {
  expect(await molthubImport({})).toEqual({ code: 1, stdout: "", stderr: "error: missing required argument 'name=endpoint'\n" });
});

describe("a bot that cannot be imported is named, with what to do:", () => {
  const stops: (() => Promise<void>)[] = [];

  afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

  async function simulated(release: typeof openclaw, document?: ConfigDocument): Promise<SimulatedGateway> {
    const gateway = await startSimulator({ release, ...(document && { document }), token: "t" });
    stops.push(() => gateway.stop());
    return gateway;
  }

  async function scripted(script: Script): Promise<FakeGateway> {
    const gateway = await startFakeGateway(script);
    stops.push(() => gateway.stop());
    return gateway;
  }

  async function refusalOf(...gateways: readonly { readonly endpoint: { readonly address: string } }[]): Promise<string> {
    const { code, stdout, stderr } = await molthubImport({ MOLTHUB_TOKEN: "t" }, ...gateways.map(({ endpoint }, at) => `${people[at] ?? ""}=${endpoint.address}`));
    expect([code, stdout, existsSync(join(folder, "moltbots"))]).toEqual([1, "", false]);
    return stderr;
  }

  it("one that does not answer", async () => {
    const gone = await startFakeGateway();
    await gone.stop();
    expect(await refusalOf(gone)).toMatch(/^error: bot alice: cannot reach the gateway at ws:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED 127\.0\.0\.1:\d+\. Is the gateway running, and is that its address\? Nothing was written\.\n$/);
  });

  const tunnel = "Come from its own machine instead: open a tunnel to it, as in `ssh -N -L 18789:127.0.0.1:18789 <its machine>`, and give the tunnel's address, as in ws://127.0.0.1:18789.";

  it("one that grants nothing to a stranger, or wants to approve it; no device is shown to it that it would keep", async () => {
    const grantsNothing = await scripted({ connect: (peer, request) => peer.ok(request, hello("boot-1", [])) });
    const wantsApproval = await scripted({ connect: (peer, request) => peer.refuse(request, { code: "NOT_PAIRED", message: "pairing required", details: { code: "PAIRING_REQUIRED", requestId: "r-1" } }) });
    const told = await refusalOf(grantsNothing, wantsApproval);
    expect(told).toContain(`bot alice: connect: the gateway granted no scope, but not operator.read.`);
    expect(told).toContain("bot bob: connect: pairing required. ");
    expect(told.split(tunnel)).toHaveLength(3);
    expect(grantsNothing.requests.map(({ method, params }) => [method, "device" in params])).toEqual([["connect", false]]);
  });

  it("one of a release that Molthub does not know", async () => {
    const later = await scripted({ connect: (peer, request) => peer.ok(request, { ...hello("boot-1", request.params["scopes"] as string[]), server: { version: "2026.8.1", bootId: "boot-1" } }) });
    expect(await refusalOf(later)).toBe('error: bot alice: gateway.version: openclaw 2026.8.1 is not known to this version of Molthub. Use "2026.9.6", or make it known: in a clone of Molthub, npm run capture -- openclaw@2026.8.1.\n');
    // It speaks as Clawdbot does, and tells its version as Clawdbot does.
    const first = await scripted({
      connect: (peer, request) => peer.ok(request, { ...hello("boot-1", []), protocol: 3, server: { version: "dev" }, auth: undefined }),
      call: (peer, request) => peer.ok(request, { schema: {}, uiHints: {}, version: "2026.1.29" }),
    });
    expect(await refusalOf(first)).toContain("npm run capture -- openclaw@2026.1.29.");
  });

  it("one without a config file, and one whose file its gateway calls invalid, all at once", async () => {
    const broken = await simulated(openclaw, { gateway: { mode: "local" } });
    broken.editText('{ logging: { level: "loud" } }');
    const without = await simulated(clawdbot);
    const told = await refusalOf(broken, without);
    expect(told).toMatch(/^error: bot alice: its gateway calls its config file invalid: logging\.level: .*\. Mend the file, then import the bot\.$/m);
    expect(told).toMatch(/^bot bob: its gateway has no config file, so there is nothing to import\. Write one there, or leave the bot out\.$/m);
  });

  it("one that includes other files, and one with keys that the tables do not know", async () => {
    const answering = (document: ConfigDocument): Script => ({
      call: (peer, request) => peer.ok(request, { path: "/x", exists: true, valid: true, issues: [], parsed: document, hash: "h", configRevisionHash: "r", appliedConfigHash: "r" }),
    });
    const told = await refusalOf(await scripted(answering({ agents: { $include: "./agents.json5" } })), await scripted(answering({ tools: { crm: { login: "s" } } })));
    expect(told).toContain("bot alice: its config file includes other files ($include), which Molthub cannot manage.");
    expect(told).toContain("bot bob: tools.crm is not a key of openclaw 2026.9.6");
  });
});

function ownPackage(): { version: string; peerDependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8")) as { version: string; peerDependencies: Record<string, string> };
}
