import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import JSON5 from "json5";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { freePort } from "../../scripts/freePort.mts";
import type { ConfigDocument } from "../../sdk/config";
import { editByHand, lookAtBot } from "../engine/liveBot";
import { EngineProject, type PulumiRun } from "../engine/project";

// What molthub drift and molthub doctor say of one real bot: each test goes on where the one before ended.

const planted = { key: "sk-planted-provider-key-31415926535", environment: "planted-environment-secret-27182818", byHand: "sk-planted-by-hand-16180339887" };
const project = EngineProject.create();
const everythingTold: string[] = [];
let port: number;

function program(overlay: ConfigDocument = {}): void {
  project.program(`new molthub.MoltbotInstance("alice", {
    gateway: { version: "2026.9.6" }, port: ${String(port)},
    template: {
      agents: { defaults: { skipBootstrap: true, heartbeat: { every: "0m" } } },
      update: { checkOnStart: false }, cron: { enabled: false }, browser: { enabled: false }, tools: { profile: "minimal" },
      models: { catalogRefresh: { enabled: false }, providers: { acme: {
        baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", apiKey: pulumi.secret("${planted.key}"), headers: { "X-Key": "\${ACME_HEADER}" },
        models: [{ id: "acme-1", name: "Acme" }] } } },
    },
    env: { ACME_HEADER: pulumi.secret("${planted.environment}") },
    overlay: ${JSON.stringify(overlay)},
  });`);
}

async function up(): Promise<void> {
  const { code, output } = await project.up();
  everythingTold.push(output);
  expect(code, output).toBe(0);
}

interface Told extends PulumiRun {
  readonly stdout: string;
}

/** Runs the `molthub` command in the project. */
async function molthub(...args: readonly string[]): Promise<Told> {
  const run = await new Promise<Told>((done) => {
    execFile(process.execPath, [join(__dirname, "../../dist/sdk/cli/main.js"), ...args, "--stack", project.stack], { cwd: project.dir, env: project.env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : 1, stdout, output: `${stdout}\n${stderr}` });
    }).stdin?.end();
  });
  everythingTold.push(run.output);
  return run;
}

interface Result {
  readonly verdict: string;
  readonly what: string;
}

async function doctor(): Promise<{ code: number; results: Readonly<Record<string, Result>> }> {
  const { code, stdout } = await molthub("doctor", "alice", "--json");
  const { bots } = JSON.parse(stdout) as { bots: [{ checks: (Result & { check: string })[] }] };
  return { code, results: Object.fromEntries(bots[0].checks.map((result) => [result.check, result])) };
}

beforeAll(async () => {
  port = await freePort();
  program();
  await up();
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") project.keepLogs(task.name);
});

afterAll(() => project.remove());

it("a bot that was just applied is well, has not drifted, and is left as it is", async () => {
  const before = { file: readFileSync(project.bot("alice").config, "utf8"), writes: project.writesOf("alice") };
  const { code, results } = await doctor();
  for (const check of ["reachable", "config", "applied", "path", "version", "plugins", "secrets", "channels", "drift"]) expect(results[check], check).toMatchObject({ verdict: "ok" });
  // Its own program has things to say about any bot; it did look.
  expect(results["gateway doctor"]).toMatchObject({ verdict: "warning", what: expect.stringContaining("core/doctor/") as string });
  expect(["ok", "warning"]).toContain(results["security audit"]?.verdict);
  expect(code).toBe(0);
  expect(await molthub("drift")).toMatchObject({ code: 0, stdout: "no bot drifted, 1 as applied\n" });
  expect({ file: readFileSync(project.bot("alice").config, "utf8"), writes: project.writesOf("alice") }).toEqual(before);
});

it("another formatting of the file is no drift, a value by hand in place of a secret reference is", async () => {
  const { config } = project.bot("alice");
  writeFileSync(config, JSON.stringify(JSON.parse(readFileSync(config, "utf8"))));
  await vi.waitFor(async () => expect(await molthub("drift")).toMatchObject({ code: 0, stdout: "no bot drifted, 1 as applied\n" }), { timeout: 120_000, interval: 1_000 });
  await editByHand(project, "alice", { models: { providers: { acme: { apiKey: planted.byHand } } } });
  expect(await molthub("drift")).toMatchObject({ code: 1, stdout: expect.stringMatching(/^bot alice: models\.providers\.acme\.apiKey \{.*"source":"store"\}: the reference was replaced by its value or another one\n1 bot drifted, 0 as applied\n$/) as string });
});

it("drift shows what was changed by hand, and a reference that was replaced by a value", async () => {
  await editByHand(project, "alice", { messages: { responsePrefix: "by hand" }, models: { providers: { acme: { headers: { "X-Key": planted.byHand } } } }, gateway: { controlUi: { enabled: false } } });
  const { code, stdout } = await molthub("drift");
  expect(stdout.split("\n")).toEqual(
    expect.arrayContaining([
      'bot alice: messages.responsePrefix (absent) -> "by hand"',
      "bot alice: gateway.controlUi.enabled (absent) -> false",
      'bot alice: models.providers.acme.headers.X-Key "${ACME_HEADER}": the reference was replaced by its value or another one',
    ]),
  );
  expect(code).toBe(1);
});

it("adopt prints the overlay with which the program says what the bot runs", async () => {
  const { code, stdout, output } = await molthub("drift", "--adopt", "alice");
  expect(code).toBe(0);
  const overlay = JSON5.parse<ConfigDocument>(stdout);
  expect(overlay).toEqual({ messages: { responsePrefix: "by hand" }, gateway: { controlUi: { enabled: false } } });
  expect(output).toContain("left out: models.providers.acme.headers.X-Key has a literal where the code has a reference");
  program(overlay);
  const plan = JSON.parse((await molthub("plan", "--json")).stdout) as { bots: [{ leaves: { path: string }[] }] };
  expect(plan.bots[0].leaves.map(({ path }) => path)).toEqual(["models.providers.acme.apiKey", "models.providers.acme.headers.X-Key"]);
  await up();
  expect(await molthub("drift")).toMatchObject({ code: 0 });
  expect((await lookAtBot(project, "alice")).config.parsed).toMatchObject({ messages: { responsePrefix: "by hand" }, models: { providers: { acme: { headers: { "X-Key": "${ACME_HEADER}" } } } } });
});

it("doctor says what is wrong with a config file that was broken by hand, and the next update heals it", async () => {
  const { config } = project.bot("alice");
  const broken = JSON.parse(readFileSync(config, "utf8")) as { gateway: object };
  writeFileSync(config, JSON.stringify({ ...broken, gateway: { ...broken.gateway, bindd: "lan" } }));
  await vi.waitFor(async () => expect((await lookAtBot(project, "alice")).config.valid).toBe(false), { timeout: 120_000, interval: 500 });
  const { code, results } = await doctor();
  expect(code).toBe(1);
  expect(results["config"]).toMatchObject({ verdict: "failed", what: expect.stringMatching(/is not valid.*\ngateway: Unrecognized key: "bindd"/s) as string });
  expect(results["applied"]).toMatchObject({ verdict: "failed" });
  expect(results["drift"]).toMatchObject({ verdict: "failed" });
  expect(results["gateway doctor"]).toMatchObject({ verdict: "failed", what: expect.stringContaining('Unrecognized key: "bindd"') as string });
  expect(results["security audit"]).toMatchObject({ verdict: "unknown", what: expect.stringContaining("config is invalid") as string });
  expect(results["reachable"]).toMatchObject({ verdict: "ok" });
  expect(await molthub("drift")).toMatchObject({ code: 1, stdout: expect.stringContaining("invalid") as string });
  await up();
  const healed = await doctor();
  expect(healed.code).toBe(0);
  expect(healed.results["drift"]).toMatchObject({ verdict: "ok" });
}, 480_000);

it("nothing that was told holds a secret", () => {
  for (const secret of Object.values(planted)) expect(everythingTold.join("\n")).not.toContain(secret);
});
