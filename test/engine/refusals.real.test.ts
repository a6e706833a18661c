import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { machineId, runningGateway, stopGateway } from "../../sdk/hosts/local";
import { freePort } from "../../scripts/freePort.mts";
import { lookAtBot } from "./liveBot";
import { EngineProject } from "./project";

// What can stand in a bot's way on its machine, each with its own clear error. One real bot; what is refused starts nothing.

const project = EngineProject.create();
const neighbour = EngineProject.create();
const marker = "planted-in-the-environment-1414213562";
let port: number;
let squatter: Server | undefined;

const bot = (options: string): string => `new molthub.MoltbotInstance("erna", { gateway: { version: "2026.9.6" }, env: { PLANTED: pulumi.secret(${JSON.stringify(marker)}) }, ${options} });`;

async function up(of: EngineProject, program: string): Promise<{ code: number; output: string }> {
  of.program(program);
  return of.up();
}

beforeAll(async () => {
  port = await freePort();
});

afterEach(({ task }) => {
  squatter?.close();
  squatter = undefined;
  if (task.result?.state === "fail") project.keepLogs(task.name);
});

afterAll(async () => {
  await project.remove();
  await neighbour.remove();
});

it("names the process that holds the port, and starts nothing", async () => {
  squatter = createServer().listen(port, "127.0.0.1");
  const { code, output } = await up(project, bot(`port: ${String(port)}`));
  expect(code).not.toBe(0);
  expect(output).toContain(`bot erna: port ${String(port)} is taken by`);
  expect(output).toContain(`(pid ${String(process.pid)})`);
  expect(output).toContain("port:");
  expect(runningGateway(project.bot("erna"))).toBeUndefined();
});

it("starts the bot once the port is free, although the first attempt failed", async () => {
  const { code, output } = await up(project, bot(`port: ${String(port)}`));
  expect(code, output).toBe(0);
  expect((await lookAtBot(project, "erna")).config.valid).toBe(true);
});

it("refuses a bot of another stack on the same state directory, naming both", async () => {
  const dataDir = project.bot("erna").dataDir;
  const { code, output } = await up(neighbour, bot(`bot: "fritz", port: ${String(await freePort())}, target: { local: { dataDir: ${JSON.stringify(dataDir)} } }`));
  expect(code).not.toBe(0);
  expect(output).toContain("bot fritz");
  expect(output).toContain("belongs to bot erna of stack test in project engine-test");
  expect(runningGateway(project.bot("erna"))).toBeDefined();
});

it("refuses a second resource with a bot of the same name, and leaves the first alone", async () => {
  const before = runningGateway(project.bot("erna"));
  const second = `new molthub.MoltbotInstance("second", { bot: "erna", gateway: { version: "2026.9.6" }, port: ${String(await freePort())} });`;
  const { code, output } = await up(project, `${bot(`port: ${String(port)}`)}\n${second}`);
  expect(code).not.toBe(0);
  expect(output).toContain("belongs to the resource erna-gateway of this stack, not to second-gateway");
  expect(output).toContain("aliases");
  expect((await up(project, bot(`port: ${String(port)}`))).code).toBe(0);
  expect(runningGateway(project.bot("erna"))).toBe(before);
});

it("keeps a bot running whose component is renamed with an alias", async () => {
  const renamed = bot(`port: ${String(port)}, bot: "erna"`).replace('"erna", {', '"ernestine", {').replace(/ \}\);$/, ` }, { aliases: [{ name: "erna" }] });`);
  const { code, output } = await up(project, renamed);
  expect(code, output).toBe(0);
  expect(runningGateway(project.bot("erna"))).toBeDefined();
  const back = bot(`port: ${String(port)}`).replace(/ \}\);$/, ` }, { aliases: [{ name: "ernestine" }] });`);
  expect((await up(project, back)).code).toBe(0);
  expect((await lookAtBot(project, "erna")).config.valid).toBe(true);
});

it("refuses another bot of ours that runs on the port, by its process", async () => {
  const { code, output } = await up(neighbour, bot(`bot: "fritz", port: ${String(port)}`));
  expect(code).not.toBe(0);
  expect(output).toMatch(new RegExp(`bot fritz: port ${String(port)} is taken by openclaw.* \\(pid ${String(runningGateway(project.bot("erna")))}\\)`));
});

it("leaves a running bot alone when its new port is taken", async () => {
  const before = runningGateway(project.bot("erna"));
  const taken = await freePort();
  squatter = createServer().listen(taken, "127.0.0.1");
  const { code, output } = await up(project, bot(`port: ${String(taken)}`));
  expect(code).not.toBe(0);
  expect(output).toContain(`bot erna: port ${String(taken)} is taken by`);
  expect(runningGateway(project.bot("erna"))).toBe(before);
});

it("does not call a bot well that lacks a secret its document refers to: it has its old document back, each time", async () => {
  const channel = `port: ${String(port)}, overlay: { channels: { telegram: { botToken: "${"$"}{NOT_THERE}", apiRoot: "http://127.0.0.1:9" } } }`;
  for (const attempt of ["first", "again"]) {
    const { code, output } = await up(project, bot(channel));
    expect(code, attempt).not.toBe(0);
    expect(output).toMatch(/bot erna: takes its document, but runs without .*channels\.telegram\.botToken/);
    expect(output).toContain("env:");
    expect(output).toContain("The change was taken back: the bot runs its old document again");
  }
});

it("brings a bot up whose channel is dead, or nobody could mend it, and names the channel", async () => {
  const files = project.bot("erna");
  await stopGateway(files);
  const config = JSON.parse(readFileSync(files.config, "utf8")) as object;
  writeFileSync(files.config, JSON.stringify({ ...config, channels: { telegram: { botToken: "${NOT_THERE}", apiRoot: "http://127.0.0.1:9" } } }));
  // Nobody could look at what was edited while the bot was down: the next update has seen it, and takes it back.
  const first = await up(project, bot(`port: ${String(port)}`));
  expect(first.code).not.toBe(0);
  expect(first.output).toContain("bot erna: its gateway runs, but not all of it is ready: telegram");
  expect(first.output).toContain("bot erna: somebody changed channels.telegram.apiRoot, channels.telegram.botToken since Pulumi last looked. Nothing was written.");
  const mended = await up(project, bot(`port: ${String(port)}`));
  expect(mended.code, mended.output).toBe(0);
  expect(readFileSync(files.config, "utf8")).not.toContain("telegram");
});

it("shows the last lines of a gateway that exits at its start, without secrets, and heals once the cause is gone", async () => {
  const files = project.bot("erna");
  const config = readFileSync(files.config, "utf8");
  await stopGateway(files);
  writeFileSync(files.config, `{ "gateway": { "mode": "local", "planted": ${JSON.stringify(marker)} } }`);
  const { code, output } = await up(project, bot(`port: ${String(port)}`));
  expect(code).not.toBe(0);
  expect(output).toContain("bot erna: its gateway exited while it started. Its last lines were:");
  expect(output).toContain("Unrecognized key");
  expect(output).toContain(files.consoleLog);
  expect(output).not.toContain(marker);
  writeFileSync(files.config, config);
  const healed = await up(project, bot(`port: ${String(port)}`));
  expect(healed.code, healed.output).toBe(0);
});

it("refuses to act on a bot that lives on another machine, with the two ways on", async () => {
  const exported = (await project.pulumi("stack", "export")).output;
  const file = `${project.dir}/state.json`;
  const replace = async (from: string, to: string): Promise<void> => {
    writeFileSync(file, exported.replaceAll(from, to));
    expect((await project.pulumi("stack", "import", "--file", file)).code).toBe(0);
  };
  await replace(machineId(), "0123456789abcdef");
  const { code, output } = await up(project, bot(`port: ${String(port)}`));
  expect(code).not.toBe(0);
  expect(output).toContain("bot erna: its gateway and its data");
  expect(output).toContain("run this from that machine");
  expect(output).toContain("pulumi state delete");
  expect(runningGateway(project.bot("erna"))).toBeDefined();
  await replace("0123456789abcdef", machineId());
  expect((await up(project, bot(`port: ${String(port)}`))).code).toBe(0);
});

it("destroys a bot whose gateway is dead already", async () => {
  await stopGateway(project.bot("erna"), 0);
  const { code, output } = await project.pulumi("destroy", "--yes", "--skip-preview");
  expect(code, output).toBe(0);
});
