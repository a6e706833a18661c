import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { markerFor } from "../../scripts/setup/marker.mjs";
import { reapOrphans } from "../../scripts/setup/reap.mjs";

const sleepers: ChildProcess[] = [];
const logged: string[] = [];
let project: string;

beforeEach(() => {
  project = mkdtempSync(path.join(os.tmpdir(), "molthub-project-"));
});

afterEach(() => {
  for (const child of sleepers.splice(0)) child.kill("SIGKILL");
  logged.length = 0;
  rmSync(project, { recursive: true, force: true });
});

/** A process that a run with this marker has started; it ends on SIGKILL only when asked for. */
async function sleeper(marker: string | undefined, stubborn = false): Promise<ChildProcess> {
  const script = `${stubborn ? 'process.on("SIGTERM", () => undefined);' : ""} console.log("up"); setTimeout(() => undefined, 60_000)`;
  // An undefined variable is not passed on.
  const child = spawn(process.execPath, ["-e", script], { env: { ...process.env, MOLTHUB_RUN: marker }, stdio: ["ignore", "pipe", "inherit"] });
  sleepers.push(child);
  await once(child.stdout, "data");
  return child;
}

/** The marker of a run of this project whose wrapper has died. */
function deadMarker(projectDir: string): string {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  return markerFor(projectDir).replace(/:\d+:\d+(:\w+)$/, `:${pid}:1$1`);
}

const reap = (): Promise<number[]> => reapOrphans(project, (line) => logged.push(line));

describe("reapOrphans", () => {
  it("ends what a killed run of this project has started", async () => {
    const orphan = await sleeper(deadMarker(project));
    const ended = once(orphan, "close");
    expect(await reap()).toEqual([orphan.pid]);
    await ended;
    expect(logged).toEqual([`Ending 1 process(es) left over from a run that was killed: node (pid ${orphan.pid})`]);
  });

  it("kills one that does not listen", async () => {
    const orphan = await sleeper(deadMarker(project), true);
    const ended = once(orphan, "close");
    expect(await reap()).toEqual([orphan.pid]);
    expect(await ended).toEqual([null, "SIGKILL"]);
  }, 15_000);

  it("spares what belongs to a live run, to another project, or to no run", async () => {
    const spared = [await sleeper(markerFor(project)), await sleeper(deadMarker("/another/project")), await sleeper(undefined), await sleeper(deadMarker(project).replace(/\w+$/, "anothercontainer"))];
    expect(await reap()).toEqual([]);
    expect(logged).toEqual([]);
    for (const child of spared) expect(child.exitCode ?? child.signalCode).toBe(null);
  });

  it("knows the wrapper from a later process with its pid", async () => {
    const orphan = await sleeper(markerFor(project).replace(/\d+(:\w+)$/, "1$1"));
    expect(await reap()).toEqual([orphan.pid]);
  });
});
