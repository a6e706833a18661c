import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installOnce } from "../../sdk/hosts/cache/installOnce.cjs";
import { withLock } from "../../sdk/hosts/cache/lock.cjs";

type Run = ChildProcessByStdio<null, Readable, null>;

let cache: string;
let made: string;
const runs: Run[] = [];

beforeEach(() => {
  cache = mkdtempSync(path.join(os.tmpdir(), "molthub-cache-"));
  made = path.join(cache, "made");
  process.env["MOLTHUB_CACHE"] = cache;
});

afterEach(() => {
  for (const run of runs.splice(0)) run.kill("SIGKILL");
  delete process.env["MOLTHUB_CACHE"];
  rmSync(cache, { recursive: true, force: true });
});

/** A process that installs `thing-1.0.0` in that many milliseconds. */
function startRun(ms: number): Run {
  const script = path.join(__dirname, "fixtures/install.cjs");
  const run = spawn(process.execPath, [script, String(ms)], { env: { ...process.env, MOLTHUB_CACHE: cache, MADE: made, GO: path.join(cache, "go") }, stdio: ["ignore", "pipe", "inherit"] });
  runs.push(run);
  return run;
}

/** @param heard is told each piece */
async function outputOf(run: Run, heard: (text: string) => void = () => undefined): Promise<string> {
  let output = "";
  run.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    heard(chunk.toString());
  });
  await once(run, "close");
  return output;
}

async function untilMaking(run: Run): Promise<void> {
  for await (const chunk of run.stdout) if (String(chunk).includes("making")) return;
}

const entry = (): string => path.join(cache, "thing-1.0.0");
const staged = (): string[] => readdirSync(path.join(cache, ".staging"));
const installation = (make: (staging: string) => Promise<void>) => ({ key: "thing-1.0.0", what: "Making the thing", usually: "1 s", make, log: () => undefined });

describe("installOnce", () => {
  it("makes an entry once and reuses it", async () => {
    expect(await outputOf(startRun(0))).toContain("Making the thing (usually 1 s)...");
    expect(await outputOf(startRun(0))).toBe(`entry ${entry()}\n`);
    expect(readFileSync(made, "utf8").trim().split("\n")).toHaveLength(1);
    expect(staged()).toEqual([]);
  });

  it("lets one of three processes make it while the others wait and say so", async () => {
    let waiting = 0;
    const outputs = await Promise.all(
      [startRun(60_000), startRun(60_000), startRun(60_000)].map((run) =>
        outputOf(run, (text) => {
          if (text.includes("waiting for another process") && ++waiting === 2) writeFileSync(path.join(cache, "go"), "");
        }),
      ),
    );
    expect(readFileSync(made, "utf8").trim().split("\n")).toHaveLength(1);
    expect(outputs.filter((output) => output.includes("waiting for another process"))).toHaveLength(2);
    for (const output of outputs) expect(output).toContain(`entry ${entry()}`);
  });

  it("starts clean after a run that was killed midway, and never shows the half of it", async () => {
    const killed = startRun(60_000);
    await untilMaking(killed);
    expect(existsSync(entry())).toBe(false);
    expect(staged()).toHaveLength(1);
    killed.kill("SIGKILL");
    await once(killed, "close");

    const output = await outputOf(startRun(0));
    expect(output).not.toContain("waiting");
    expect(readdirSync(entry()).sort()).toEqual(["first", "second"]);
    expect(staged()).toEqual([]);
  });

  it("wakes who waits when the one that makes it is killed", async () => {
    const killed = startRun(60_000);
    await untilMaking(killed);
    const waiting = outputOf(startRun(0));
    setTimeout(() => killed.kill("SIGKILL"), 300);
    expect(await waiting).toContain(`entry ${entry()}`);
    expect(readdirSync(entry()).sort()).toEqual(["first", "second"]);
  });

  it("passes the error of a failing make on, keeps nothing, and works the next time", async () => {
    const failing = installOnce(installation(() => Promise.reject(new Error("no network"))));
    await expect(failing).rejects.toThrow("no network");
    expect(existsSync(entry())).toBe(false);
    expect(staged()).toEqual([]);
    await expect(installOnce(installation(() => Promise.resolve()))).resolves.toBe(entry());
  });

  it("takes the entry of someone beyond the reach of the lock who was faster", async () => {
    const overtaken = installation(async () => {
      mkdirSync(entry());
      writeFileSync(path.join(entry(), "theirs"), "");
    });
    await expect(installOnce(overtaken)).resolves.toBe(entry());
    expect(readdirSync(entry())).toEqual(["theirs"]);
    expect(staged()).toEqual([]);
  });

  it("leaves the staging folders of another container alone for a day", async () => {
    const theirs = path.join(cache, ".staging", "thing-1.0.0@0123456789ab-1-1-aaaaaaaa");
    const old = path.join(cache, ".staging", "thing-1.0.0@0123456789ab-2-2-bbbbbbbb");
    for (const folder of [theirs, old]) mkdirSync(folder, { recursive: true });
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
    utimesSync(old, twoDaysAgo, twoDaysAgo);
    await installOnce(installation(() => Promise.resolve()));
    expect(staged()).toEqual([path.basename(theirs)]);
  });

  it("names the cache folder that it cannot write to", async () => {
    writeFileSync(made, "a file, not a folder");
    process.env["MOLTHUB_CACHE"] = made;
    await expect(installOnce(installation(() => Promise.resolve()))).rejects.toThrow(`cannot write to the cache folder ${made} (ENOTDIR). Set MOLTHUB_CACHE to a folder that you can write to.`);
  });
});

describe("withLock", () => {
  it("runs one work at a time, and goes on after one that fails", async () => {
    let inside = 0;
    const work = (fail: boolean) => async (): Promise<void> => {
      expect(++inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
      if (fail) throw new Error("work failed");
    };
    const outcomes = await Promise.allSettled([true, false, true, false].map((fail) => withLock(cache, work(fail))));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled"]);
  });
});
