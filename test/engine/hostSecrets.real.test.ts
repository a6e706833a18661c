import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { processesWith, runningGateway } from "../../sdk/hosts/local";
import { freePort } from "../../scripts/freePort.mts";
import { lookAtBot } from "./liveBot";
import { EngineProject, type PulumiRun } from "./project";

// A real bot on this machine with secrets that its Gateway takes from its environment only, and one without. Each test goes on where the one before ended.

const project = EngineProject.create();
const told: string[] = [];

/** What the bot's environment file has. */
const environment = (): string => readFileSync(project.bot("alice").environment, "utf8");

function hookToken(value: string): void {
  writeFileSync(join(project.dir, "secrets/hook"), `${value}\n`);
}

async function pulumi(...args: string[]): Promise<PulumiRun> {
  const run = await project.pulumi(...args);
  told.push(run.output);
  return run;
}

const up = (...more: string[]): Promise<PulumiRun> => pulumi("up", "--yes", "--skip-preview", ...more);

beforeAll(async () => {
  mkdirSync(join(project.dir, "secrets"));
  hookToken("hook-MARKER-0001");
  writeFileSync(join(project.dir, "vault"), "#!/bin/sh\necho vault-MARKER-0001\n");
  chmodSync(join(project.dir, "vault"), 0o755);
  project.program(
    `const quiet = { agents: { defaults: { skipBootstrap: true, heartbeat: { every: "0m" } } }, update: { checkOnStart: false }, cron: { enabled: false }, browser: { enabled: false } };
const model = { models: { catalogRefresh: { enabled: false }, providers: { acme: { baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", apiKey: molthub.secret.exec(${JSON.stringify(join(project.dir, "vault"))}), models: [{ id: "m", name: "M" }] } } } };
new molthub.MoltbotInstance("alice", {
  gateway: { version: "2026.9.6" }, port: ${String(await freePort())},
  connectors: [new molthub.Connector("calls", { webhook: { token: molthub.secret.file("secrets/hook"), path: "/in" } })],
  overlay: [quiet, model],
});
new molthub.MoltbotInstance("bob", { gateway: { version: "2026.9.6" }, port: ${String(await freePort())}, overlay: quiet });`,
    { refresh: false },
  );
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") project.keepLogs(task.name);
});

afterAll(() => project.remove());

it("the bot has them in a file that only its owner reads, and its document names them", async () => {
  const run = await up();
  expect(run.code, run.output).toBe(0);
  expect(environment()).toBe("SECRET_HOOKS_TOKEN='hook-MARKER-0001'\n");
  expect(statSync(project.bot("alice").environment).mode & 0o777).toBe(0o600);
  const { config } = await lookAtBot(project, "alice");
  expect(config.parsed).toMatchObject({ hooks: { token: "${SECRET_HOOKS_TOKEN}", path: "/in" }, models: { providers: { acme: { apiKey: { source: "store" } } } } });
});

it("nothing is to be done while nothing changes, whether it looks at the sources or not", async () => {
  expect((await up()).output).not.toMatch(/updated/);
  expect((await up("--refresh")).output).not.toMatch(/updated/);
});

it("a new value at the source is shown by a preview with refresh, and brought by a restart", async () => {
  hookToken("hook-MARKER-0002");
  const before = runningGateway(project.bot("alice"));
  expect((await up()).output).not.toMatch(/updated/);
  const preview = await pulumi("preview", "--diff", "--refresh");
  expect(preview.output).toContain("env.SECRET_HOOKS_TOKEN");
  const run = await up("--refresh");
  expect(run.code, run.output).toBe(0);
  expect(run.output).toContain("bot alice: rotated, not proven: SECRET_HOOKS_TOKEN in its environment");
  expect(environment()).toBe("SECRET_HOOKS_TOKEN='hook-MARKER-0002'\n");
  expect(runningGateway(project.bot("alice"))).not.toBe(before);
});

it("no value is told, recorded, in the state, in a config file or a log, among the arguments of a process, or with another bot", async () => {
  const { config, gatewayLog, dataDir } = project.bot("alice");
  const others = processesWith("MOLTHUB_GATEWAY", project.bot("bob").dataDir);
  expect(others.length).toBeGreaterThan(0);
  const pids = [...processesWith("MOLTHUB_GATEWAY", dataDir), ...others];
  expect(pids.length).toBeGreaterThan(others.length);
  const texts = [
    ...told,
    project.stateOnDisk(),
    (await project.pulumi("stack", "export", "--show-secrets")).output,
    readFileSync(join(project.dir, ".molthub/record.ndjson"), "utf8"),
    ...[config, gatewayLog].filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8")),
    ...pids.map((pid) => readProcess(pid, "cmdline")),
    ...others.map((pid) => readProcess(pid, "environ")),
    ...readdirSync(project.bot("bob").dataDir, { recursive: true, withFileTypes: true }).flatMap((file) => (file.isFile() ? [readFileSync(join(file.parentPath, file.name), "latin1")] : [])),
  ];
  // The word alone also stands in the files of a gateway's own web pages.
  for (const text of texts) expect(text).not.toMatch(/(hook|vault)-MARKER/);
});

/** Nothing of a process that ended meanwhile: gateways start short ones. */
function readProcess(pid: number, file: "cmdline" | "environ"): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, "utf8");
  } catch {
    return "";
  }
}
