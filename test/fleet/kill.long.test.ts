import { readFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { availableMb } from "../../scripts/fleet/memory.mts";
import { Clone } from "./clone";
import { expectFleet } from "./expectFleet";

// `npm start` killed hard at random moments. MOLTHUB_TEST_SEED repeats a run; MOLTHUB_TEST_KILLS sets how many moments.

const seed = Number(process.env["MOLTHUB_TEST_SEED"] ?? Date.now() % 1_000_000);
const kills = Number(process.env["MOLTHUB_TEST_KILLS"] ?? 8);
const twoClonesNeedMb = 5_500;

const clones: Clone[] = [];

afterEach(async ({ task }) => {
  for (const [at, clone] of clones.splice(0).entries()) {
    if (task.result?.state === "fail") clone.keepLogs(`${task.name} clone ${String(at)}`);
    await clone.remove();
  }
});

function newClone(): Clone {
  const clone = Clone.create();
  clones.push(clone);
  return clone;
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function* randomNumbers(from: number): Generator<number, never> {
  for (let state = from; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

const told = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

it(`ends well after kill -9 at ${String(kills)} random moments of a first start`, async () => {
  told(`seed ${String(seed)}`);
  const clone = newClone();
  const whole = await clone.run("start");
  expectFleet(clone, whole);
  told(`not killed: ${String(whole.seconds)} s`);
  const random = randomNumbers(seed);
  for (let at = 0; at < kills; at++) {
    const cleared = await clone.run("stop", ["--delete-data"]);
    expect(cleared.code, cleared.output).toBe(0);
    // One moment in each slice of the run, so that they are spread; the build of dist is done, so the run is a little shorter.
    const moment = ((at + random.next().value) / kills) * whole.seconds * 1000;
    const killed = clone.begin("start");
    await Promise.race([killed.ended, new Promise((passed) => setTimeout(passed, moment))]);
    // It may be done before its moment, never failed.
    expect([null, 0], killed.output).toContain(killed.code);
    await killed.killGroup();
    const begun = performance.now();
    const left = await clone.outlived(5_000);
    const settledMs = Math.round(performance.now() - begun);
    const next = await clone.run("start");
    const last = killed.output.trimEnd().split("\n").at(-1) ?? "";
    told(`killed after ${(moment / 1000).toFixed(1)} s (${last.trim().slice(0, 100)}): settled in ${String(settledMs)} ms, next start ${String(next.seconds)} s, ${String(pendingOperations(clone))} pending`);
    expect(left, killed.output).toEqual([]);
    expectFleet(clone, next);
  }
  const again = await clone.run("start");
  expectFleet(clone, again);
  expect(again.output).toMatch(/Resources:\n +\d+ unchanged\n/);
}, 3_000_000);

it("keeps two clones that start at the same time apart", async ({ skip }) => {
  const available = availableMb(readFileSync("/proc/meminfo", "utf8")) ?? 0;
  if (available < twoClonesNeedMb) skip(`${String(available)} MB are available, and ${String(twoClonesNeedMb)} MB are needed`);
  const [first, second] = [newClone(), newClone()];
  const starts = await Promise.all([first.run("start"), second.run("start")]);
  told(`two first starts at once: ${starts.map(({ seconds }) => `${String(seconds)} s`).join(", ")}`);
  expectFleet(first, starts[0]);
  expectFleet(second, starts[1]);
  const gateways = first.gateways();
  const stop = await second.run("stop");
  expect(stop.code, stop.output).toBe(0);
  expect(second.processes()).toEqual([]);
  expect(first.gateways()).toEqual(gateways);
  const again = await first.run("start");
  expectFleet(first, again);
  expect(again.output).toMatch(/Resources:\n +\d+ unchanged\n/);
  expect(first.gateways()).toEqual(gateways);
}, 900_000);

function pendingOperations(clone: Clone): number {
  const state = JSON.parse(readFileSync(`${clone.dir}/.pulumi/stacks/local-fleet/dev.json`, "utf8")) as { checkpoint: { latest?: { pending_operations?: unknown[] } } };
  return state.checkpoint.latest?.pending_operations?.length ?? 0;
}
