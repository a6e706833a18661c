import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { processesWith, runningGateway, signal } from "../../sdk/hosts/local";
import { freePort } from "../../scripts/freePort.mts";
import { connectTo, editByHand, lookAtBot } from "./liveBot";
import { EngineProject } from "./project";

// The life of a fleet of two real bots on the real engine: each test goes on where the one before ended.

const providerKey = "sk-planted-provider-key-31415926535";
const environmentSecret = "planted-environment-secret-27182818";
const anthropicKey = "sk-ant-planted-16449340668482264";
const handWritten = "sk-planted-by-hand-16180339887";

const project = EngineProject.create();
let ports: { alice: number; bob: number; moved: number };

interface Fleet {
  alicePort?: number;
  tokenVersion?: number;
  overlay?: Record<string, unknown>;
}

/** The program of the fleet; a secret stands at a leaf of the document, another one in the environment. */
function fleet({ alicePort = ports.alice, tokenVersion = 1, overlay = {} }: Fleet = {}): string {
  return `
    const fleet = new molthub.MoltbotFleet("fleet", {
      gateway: { version: "2026.9.6" },
      template: {
        agents: { defaults: { skipBootstrap: true, heartbeat: { every: "0m" } } },
        update: { checkOnStart: false }, cron: { enabled: false }, browser: { enabled: false },
        tools: { profile: "minimal", deny: ["group:web"] },
        models: { catalogRefresh: { enabled: false }, providers: { acme: {
          baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", apiKey: pulumi.secret(${JSON.stringify(providerKey)}),
          models: [{ id: "acme-1", name: "Acme" }] } } },
      },
      env: { ACME_HEADER: pulumi.secret(${JSON.stringify(environmentSecret)}) },
      bots: {
        alice: { port: ${String(alicePort)}, tokenVersion: ${String(tokenVersion)}, overlay: ${JSON.stringify(overlay)} },
        // With a provider of its own, a gateway is busy right after its start and does not take a document into use at the first attempt.
        bob: {
          port: ${String(ports.bob)}, env: { ANTHROPIC_API_KEY: pulumi.secret(${JSON.stringify(anthropicKey)}) },
          // Where a document names agents, a gateway writes down on its own which of them does what nobody was given.
          overlay: { agents: { ownership: "explicit", entries: { main: { name: "Main" }, scout: { name: "Scout" } }, defaults: { model: { primary: "anthropic/claude-sonnet-4-6" } } } },
        },
      },
    });
    exports.endpoints = fleet.endpoints;`;
}

const everythingTold: string[] = [];

async function up(program: string): Promise<Awaited<ReturnType<EngineProject["up"]>>> {
  project.program(program);
  const run = await project.up();
  everythingTold.push(run.output);
  return run;
}

async function preview(program: string): Promise<Awaited<ReturnType<EngineProject["up"]>>> {
  project.program(program);
  const run = await project.pulumi("preview", "--diff");
  everythingTold.push(run.output);
  return run;
}

beforeAll(async () => {
  ports = { alice: await freePort(), bob: await freePort(), moved: await freePort() };
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") project.keepLogs(task.name);
});

afterAll(() => project.remove());

it("refuses a bad program at preview, before anything is made, naming bot, argument and remedy", async () => {
  const bot = (args: string): string => `new molthub.MoltbotInstance("dora", { gateway: { version: "2026.9.6" }, ${args} });`;
  const refused: [program: string, ...words: string[]][] = [
    [`new molthub.MoltbotInstance("dora", { gateway: { version: "2026.1.0" } });`, "bot dora", "gateway.version", "2026.9.6"],
    [bot("port: 70000"), "bot dora", "port:", "1024 to 65535"],
    [bot("target: { moon: {} }"), "bot dora", "target:", "local"],
    [`new molthub.MoltbotFleet("f", { gateway: { version: "2026.9.6" }, bots: { dora: { port: 20001 }, emil: { port: 20001 } } });`, "bot emil", "bot dora", "20001"],
    [bot(`overlay: { gateway: { bind: "lan" } }`), "bot dora: overlay", "gateway.bind", "remove it"],
  ];
  for (const [program, ...words] of refused) {
    const { code, output } = await preview(program);
    expect(code, output).not.toBe(0);
    for (const word of words) expect(output).toContain(word);
    expect(output).not.toMatch(/at .*\.js:\d+/);
  }
  expect(existsSync(project.bot("dora").dataDir)).toBe(false);
});

it("makes two bots that run their documents, in folders that only their owner may enter", async () => {
  const { code, output } = await up(fleet());
  expect(code, output).toBe(0);
  for (const name of ["alice", "bob"]) {
    const { config } = await lookAtBot(project, name);
    expect(config.parsed).toMatchObject({ tools: { deny: ["group:web"] }, gateway: { bind: "loopback" } });
    expect(config.configRevisionHash).toBe(config.appliedConfigHash);
    const files = project.bot(name);
    expect([files.dataDir, files.stateDir, files.home].map((dir) => statSync(dir).mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
    expect([files.environment, files.config, files.owner, files.consoleLog].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
    expect(readFileSync(files.environment, "utf8")).toContain(environmentSecret);
  }
});

it("changes nothing when nothing changed: no write, no difference", async () => {
  const writes = project.writesOf("alice") + project.writesOf("bob");
  const { code, output } = await up(fleet());
  expect(code, output).toBe(0);
  expect(output).toMatch(/\d+ unchanged/);
  expect(output).not.toMatch(/\d+ (updated|created|replaced)/);
  expect(project.writesOf("alice") + project.writesOf("bob")).toBe(writes);
});

it("shows a change by path at preview, applies it to that bot alone, and the process stays when it may", async () => {
  const before = { alice: await lookAtBot(project, "alice"), bob: project.writesOf("bob") };
  const overlay = { messages: { ackReactionScope: "all" }, tools: { deny: ["group:fs"] } };
  const { output: shown } = await preview(fleet({ overlay }));
  expect(shown).toMatch(/ackReactionScope\s*: "all"/);
  expect(shown).toContain(`"group:web" => "group:fs"`);
  expect(shown).toMatch(/class\s*: "unchanged" => "hot"/);
  const { code, output } = await up(fleet({ overlay }));
  expect(code, output).toBe(0);
  const alice = await lookAtBot(project, "alice");
  expect(alice.bootId).toBe(before.alice.bootId);
  expect(alice.config.parsed).toMatchObject({ messages: { ackReactionScope: "all" }, tools: { deny: ["group:fs"] } });
  expect(project.writesOf("bob")).toBe(before.bob);
});

it("goes through a restart when the change needs one, and takes keys away again", async () => {
  const before = await lookAtBot(project, "alice");
  const program = fleet({ overlay: { gateway: { controlUi: { basePath: "/ui" } } } });
  expect((await preview(program)).output).toMatch(/class\s*: "unchanged" => "restart"/);
  const { code, output } = await up(program);
  expect(code, output).toBe(0);
  const alice = await lookAtBot(project, "alice");
  expect(alice.bootId).not.toBe(before.bootId);
  expect(alice.config.parsed).toMatchObject({ gateway: { controlUi: { basePath: "/ui" } }, tools: { deny: ["group:web"] } });
  expect(alice.config.parsed).not.toHaveProperty("messages");
});

it("uses a new port and a new token from then on, and the preview says that this is a restart", async () => {
  const { output: shown } = await preview(fleet({ alicePort: ports.moved, tokenVersion: 2 }));
  expect(shown).toMatch(/class\s*: "unchanged" => "restart"/);
  expect(shown).toMatch(/\+ +\[0\]: "port"/);
  const { code, output } = await up(fleet({ alicePort: ports.moved, tokenVersion: 2 }));
  expect(code, output).toBe(0);
  const { config } = await lookAtBot(project, "alice");
  expect(config.valid).toBe(true);
  const again = await up(fleet({ alicePort: ports.moved, tokenVersion: 2 }));
  expect(again.output).not.toContain("cannot be seen");
  expect(again.output).not.toMatch(/\d+ (updated|created)/);
});

const settled = (): string => fleet({ alicePort: ports.moved, tokenVersion: 2 });

it("finds an edit made on a bot, shows its path, takes it back, and hides a secret that somebody wrote there", async () => {
  await editByHand(project, "bob", { messages: { ackReactionScope: "off" }, models: { providers: { acme: { headers: { "x-note": handWritten } } } } });
  const { output: shown } = await preview(settled());
  expect(shown).toContain("ackReactionScope");
  expect(shown).toContain("x-note");
  const { code, output } = await up(settled());
  expect(code, output).toBe(0);
  const { config } = await lookAtBot(project, "bob");
  expect(config.parsed).not.toHaveProperty("messages");
  expect(JSON.stringify(config.parsed)).not.toContain("x-note");
});

it("tells what the Gateway refuses, though its schema lets it pass, with its path, and the bot keeps the document it had", async () => {
  const before = await lookAtBot(project, "alice");
  const { code, output } = await up(fleet({ alicePort: ports.moved, tokenVersion: 2, overlay: { agents: { defaults: { heartbeat: { every: "often" } } } } }));
  expect(code).not.toBe(0);
  expect(output).toMatch(/bot alice: the gateway refuses the document: agents\.defaults\.heartbeat\.every: /);
  const alice = await lookAtBot(project, "alice");
  expect(alice.config.parsed).toEqual(before.config.parsed);
  expect((await up(settled())).code).toBe(0);
});

it("starts a killed bot again while another one does not answer, and catches up with that one later", async () => {
  const alice = runningGateway(project.bot("alice"));
  signal([alice ?? 0], "SIGSTOP");
  signal(processesWith("MOLTHUB_GATEWAY", project.bot("bob").dataDir), "SIGKILL");
  const { code, output } = await up(settled());
  expect(code, output).toBe(0);
  expect(output).toContain("bot alice cannot be seen");
  expect(output).toMatch(/bot alice: .*Its config stays as it is; the next "pulumi up" catches up/);
  expect(runningGateway(project.bot("bob"))).toBeDefined();
  expect((await lookAtBot(project, "bob")).config.valid).toBe(true);
  signal([alice ?? 0], "SIGCONT");
  const caughtUp = await up(settled());
  expect(caughtUp.code, caughtUp.output).toBe(0);
});

it("applies the document again when a bot has lost its state directory", async () => {
  rmSync(project.bot("bob").stateDir, { recursive: true, force: true });
  const { code, output } = await up(settled());
  expect(code, output).toBe(0);
  const { config } = await lookAtBot(project, "bob");
  expect(config.parsed).toMatchObject({ tools: { deny: ["group:web"] } });
  // The key is in the bot's secret store, and the document refers to it.
  expect(readFileSync(project.bot("bob").config, "utf8")).not.toContain(providerKey);
  const client = await connectTo(project, "bob");
  const { entries } = await client.call("secrets.store.list", {});
  await client.close();
  expect(entries.map(({ name }) => name)).toEqual([expect.stringMatching(/^MODELS_PROVIDERS_ACME_API_KEY__[0-9A-F]{8}$/)]);
});

it("tells no secret in its state on disk, its output or the bots' logs", async () => {
  const { output } = await project.pulumi("stack", "export");
  const { output: tokens } = await project.pulumi("stack", "export", "--show-secrets");
  const generated = [...tokens.matchAll(/"plaintext": "\\"([\w-]{43})\\""/g)].map(([, token]) => token ?? "");
  expect(generated.length).toBeGreaterThanOrEqual(2);
  const told = [project.stateOnDisk(), output, ...everythingTold, project.textOfLogs()].join("\n");
  for (const secret of [providerKey, environmentSecret, anthropicKey, handWritten, "PRIVATE KEY", ...generated]) expect(told.includes(secret), secret).toBe(false);
});

it("stops every process at destroy, and keeps the data", async () => {
  const { code, output } = await project.pulumi("destroy", "--yes", "--skip-preview");
  expect(code, output).toBe(0);
  for (const name of ["alice", "bob"]) {
    expect(processesWith("MOLTHUB_GATEWAY", project.bot(name).dataDir)).toEqual([]);
    expect(existsSync(project.bot(name).config)).toBe(true);
  }
});
