import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { signal } from "../../sdk/hosts/local";
import { freePort } from "../../scripts/freePort.mts";
import { botNames, Clone } from "./clone";
import { expectFleet, mainProcesses } from "./expectFleet";
import { secretsOf, type StackSecrets } from "./stackSecrets";

// `npm start` and `npm run stop` in one clone, told as a newcomer lives it: each test goes on where the one before ended.

let clone: Clone;
let secrets: StackSecrets;
let taken: Server | undefined;

beforeAll(() => {
  clone = Clone.create();
});

afterEach(({ task }) => {
  taken?.close();
  taken = undefined;
  if (task.result?.state === "fail") clone.keepLogs(task.name);
});

afterAll(() => clone.remove());

/** A provider key that stands in no file, this one included. */
function plantedKey(): string {
  return `sk-planted-${randomUUID()}`;
}

/** Somebody else on a port; the process is this one. */
async function takePort(port: number): Promise<void> {
  taken = createServer().listen(port, "127.0.0.1");
  await once(taken, "listening");
}

describe("npm start and npm run stop", () => {
  it("bring up three bots that answer, with no account, and say what is next", async () => {
    const start = await clone.run("start");
    expectFleet(clone, start);
    expect(start.output).toContain("demo model");
    for (const next of ["npm run molthub -- status", "npm run pulumi -- preview", "npm run stop"]) expect(start.output).toContain(next);
    secrets = await secretsOf(clone);
    expect(secrets.tokens).toHaveLength(botNames.length);
  });

  it("do nothing the second time, also from a shell with a provider key", async () => {
    const before = { gateways: clone.gateways(), writes: clone.writes(), settings: clone.settings() };
    const planted = plantedKey();
    const start = await clone.run("start", [], { ANTHROPIC_API_KEY: planted, OPENAI_API_KEY: planted });
    expectFleet(clone, start);
    expect(start.output).toMatch(/Resources:\n +\d+ unchanged\n/);
    expect({ gateways: clone.gateways(), writes: clone.writes(), settings: clone.settings() }).toEqual(before);
    expect(start.output).not.toContain(planted);
    expect(clone.filesWith(planted)).toEqual([]);
  });

  it("heal a bot and a demo model that were killed, and leave the others alone", async () => {
    const [alice, bob, carol] = clone.gateways();
    signal([bob ?? 0, ...mainProcesses(clone, "demo model")], "SIGKILL");
    const start = await clone.run("start");
    expectFleet(clone, start);
    const [aliceNow, bobNow, carolNow] = clone.gateways();
    expect([aliceNow, carolNow]).toEqual([alice, carol]);
    expect(bobNow).not.toBe(bob);
  });

  it("let molthub status see them, as JSON", async () => {
    const status = await clone.run("molthub", ["status", "--json"]);
    expect(status.code, status.output).toBe(0);
    const { bots } = JSON.parse(status.stdout) as { bots: { bot: string; reachable: boolean; config: string }[] };
    expect(bots.map(({ bot, reachable, config }) => [bot, reachable, config])).toEqual(botNames.map((bot) => [bot, true, "applied"]));
  });

  it("have a fleet that gives a change to one bot only when that one does not answer with it, and takes it back", async () => {
    const settings = clone.settings();
    const { alice: aliceBefore = 0, ...othersBefore } = clone.writes();
    const url = (await clone.run("pulumi", ["config", "get", "demoModelUrl"])).stdout.trim();
    expect((await clone.run("pulumi", ["config", "set", "demoModelUrl", `${url}/nowhere`])).code).toBe(0);
    const up = await clone.run("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"]);
    expect(up.code, up.output).not.toBe(0);
    expect(up.output).toMatch(/fleet local-fleet: step 2 of 3: failed: model of bot alice: .*Taken back, proven on the live bots: alice\./s);
    const { alice, ...others } = clone.writes();
    expect(alice).toBeGreaterThan(aliceBefore);
    expect(others).toEqual(othersBefore);

    writeFileSync(clone.settingsFile, settings);
    const mended = await clone.run("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"]);
    expect(mended.code, mended.output).toBe(0);
    expect((await clone.run("molthub", ["ask", "alice", "Hello"])).code).toBe(0);
  });

  it("leave no process after stop, and keep the data", async () => {
    const stop = await clone.run("stop");
    expect(stop.code, stop.output).toBe(0);
    expect(stop.output).toContain("Stopped alice, bob, carol. Their data is kept");
    expect(clone.processes()).toEqual([]);
    for (const bot of botNames) expect(existsSync(clone.bot(bot).dataId)).toBe(true);
  });

  it("say who has taken a bot's port, and start nothing", async () => {
    const port = portOf(clone) + 1;
    await takePort(port);
    const start = await clone.run("start");
    expect(start.code, start.output).toBe(1);
    expect(start.output).toMatch(`The port of bot bob, ${port}, is taken by`);
    expect(start.output).toContain(`(pid ${process.pid})`);
    expect(start.output).toContain("npm run pulumi -- config set port");
    expect(clone.processes()).toEqual([]);
  });

  it("bring the same bots back after a stop, though kill -9 ended all of it, as pulumi up began and while the gateways started", async () => {
    const dataIds = (): string[] => botNames.map((bot) => readFileSync(clone.bot(bot).dataId, "utf8"));
    const before = dataIds();
    const first = clone.begin("start");
    await first.until("Bringing up the fleet");
    await first.when(() => clone.runProcesses().some(({ command }) => command.includes("cmd/run")), "the program to run");
    await first.killGroup();
    expect(await clone.outlived(10_000)).toEqual([]);

    const second = clone.begin("start");
    await second.when(() => mainProcesses(clone, "gateway").length > 0, "a gateway to be started");
    await second.killGroup();
    expect(await clone.outlived(10_000)).toEqual([]);

    const start = await clone.run("start");
    expectFleet(clone, start);
    expect(start.output).toMatch(/Clearing the lock of stack local-fleet\/dev: its owner \(pid \d+ on this host, since .*\) is dead\./);
    expect(dataIds()).toEqual(before);
    expect(await secretsOf(clone)).toEqual(secrets);
  });

  it("have shown no token or device key, nor written one to a file in clear", () => {
    for (const secret of [...secrets.tokens, ...secrets.deviceKeys]) {
      expect(clone.told().includes(secret), "told").toBe(false);
      expect(clone.filesWith(secret)).toEqual([]);
    }
  });

  it("destroy and delete all on demand, and have nothing against being asked again", async () => {
    const stop = await clone.run("stop", ["--delete-data"]);
    expect(stop.code, stop.output).toBe(0);
    expect(stop.output).not.toContain("cannot be seen");
    expect(clone.processes()).toEqual([]);
    for (const gone of [".molthub/dev", "Pulumi.dev.yaml", ".pulumi/stacks/local-fleet/dev.json"]) expect(existsSync(`${clone.dir}/${gone}`), gone).toBe(false);
    const again = await clone.run("stop", ["--delete-data"]);
    expect(again.code, again.output).toBe(0);
  });

  it.each(["anthropic", "openai"])("write the choice of %s at the first start, with the key encrypted", async (model) => {
    const planted = plantedKey();
    const port = await freePort();
    await takePort(port);
    // A taken port ends the start right after its choices.
    for (const args of [["stack", "init", "dev"], ["config", "set", "port", String(port), "--stack", "dev"]]) expect((await clone.run("pulumi", args)).code).toBe(0);
    const start = await clone.run("start", [], { [`${model.toUpperCase()}_API_KEY`]: planted });
    expect(start.code, start.output).toBe(1);
    expect(start.output).toMatch(`is taken by`);
    expect(start.output).toContain(`The bots will use ${model}`);
    expect(clone.settings()).toContain(`model: ${model}`);
    expect(clone.settings()).toMatch(/apiKey:\n\s+secure: v1:/);
    expect(clone.told()).not.toContain(planted);
    expect(clone.filesWith(planted)).toEqual([]);
    expect(clone.processes()).toEqual([]);
    const stop = await clone.run("stop", ["--delete-data"]);
    expect(stop.code, stop.output).toBe(0);
  });
});

/** The port of the first bot. */
function portOf(of: Clone): number {
  return Number(/port: "(\d+)"/.exec(of.settings())?.[1]);
}
