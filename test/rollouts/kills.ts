import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { processesWith, signal } from "../../sdk/hosts/local";
import type { PulumiRun } from "../engine/project";
import { RolledFleet } from "./rolledFleet";

/** Where a run is killed: after a share of the length of a whole run, at a config write of any bot, or in the pause of the first step. */
export type KillPoint = { readonly share: number } | { readonly write: number } | { readonly pause: true };

/** One `kill -9` in the middle of a rollout, and what a user does then. */
export interface Kill {
  /** `user`: Ctrl-C instead of a kill. */
  readonly victim: "engine" | "provider" | "user";
  readonly at: KillPoint;
  /** The gate of the second step fails: writes from the fourth on are the way back. */
  readonly bad: boolean;
  /** The run after it refreshes. */
  readonly refresh: boolean;
}

const names = Array.from({ length: 6 }, (_, at) => `bot-${String(at)}`);
const touchedByBad = names.slice(0, 3);
const behindBad = names.slice(3);
const judges = [1, 2, 3].map((gate) => `{ command: { run: "echo ${String(gate)} >> judged${gate === 2 ? "; test ! -e bad" : ""}" } }`);
// 1, 2 and 3 bots, each step with a judge of its own.
const steps = `[{ setWeight: 16 }, { analysis: [${String(judges[0])}] }, { pause: { duration: "2s" } }, { setWeight: 50 }, { analysis: [${String(judges[1])}] }, { setWeight: 100 }, { analysis: [${String(judges[2])}] }]`;
// Restarts take their time: a kill finds bots in the middle of one.
const slow = { pace: 0.05, downtimeMs: 400 };

const gateType = "pulumi-nodejs:dynamic/molthub:RolloutGate";
const mostUps = 2;

/** A gate of the rollout as the state on disk has it. */
interface SavedGate {
  /** From 1. */
  readonly gate: number;
  readonly rolloutId: string;
  readonly verdict: string;
}

/** A fleet of 6 bots with a rollout of 3 steps that is killed again and again. */
export class KilledRollouts {
  private prefix = "doc-0";
  private count = 0;

  private constructor(
    private readonly fleet: RolledFleet,
    private wholeRunMs: number,
  ) {}

  static async start(): Promise<KilledRollouts> {
    const fleet = await RolledFleet.start(names, Object.fromEntries(names.map((name) => [name, slow])));
    const rollouts = new KilledRollouts(fleet, 0);
    try {
      rollouts.program(rollouts.prefix);
      const { code, output } = await fleet.up();
      expect(code, output).toBe(0);
      await rollouts.measure();
      return rollouts;
    } catch (error) {
      await fleet.remove();
      throw error;
    }
  }

  /**
   * Kills a rollout of a new document, does what a user does then, and looks whether all is as it should be. Tells whether the run was still
   * there to be killed.
   */
  async survive(kill: Kill): Promise<boolean> {
    const old = this.prefix;
    const wanted = this.nextPrefix();
    const { fleet } = this;
    const told = JSON.stringify(kill);
    if (kill.bad) writeFileSync(this.file("bad"), "");
    const seen = fleet.watch();
    const before = new Set(this.gates().map(({ rolloutId }) => rolloutId));
    this.program(wanted);
    const judgedBefore = this.judgements();
    const killed = await this.killedRun(kill);
    if (killed.hit) expect(killed.code, `${told}: ${killed.output}`).not.toBe(0);
    const passed = this.gates().filter(({ rolloutId, verdict }) => verdict === "passed" && !before.has(rolloutId));
    const judged = this.judgements();
    // A bot that was taken back already, and gets the document again, is judged again.
    const wasGoingBack = kill.bad && names.reduce((sum, name) => sum + seen.writes(name), 0) > touchedByBad.length;

    const ended = await this.recover(kill);
    expect(this.documents(), `${told}: ${ended.output}`).toEqual([kill.bad ? old : wanted]);
    if (!wasGoingBack) for (const { gate } of passed) expect(this.judgements()[gate], `${told}: judgements of step ${String(gate)}, which had passed`).toBe(judged[gate]);
    for (const gate of kill.bad ? [1] : [1, 2, 3]) expect(this.judgements()[gate], `${told}: judgements of step ${String(gate)}`).toBeGreaterThan(judgedBefore[gate] ?? 0);
    if (kill.bad) {
      expect(ended.output, told).toContain(`Taken back, proven on the live bots: ${touchedByBad.join(", ")}.`);
      expect(behindBad.map((name) => seen.writes(name)), told).toEqual(behindBad.map(() => 0));
      await this.expectNothingToDo(1, `${told}: another up`);
      rmSync(this.file("bad"));
      await this.giveUp(old, told);
    } else {
      this.prefix = wanted;
      await this.expectNothingToDo(0, `${told}: another up`, "--expect-no-changes");
    }
    const drift = await fleet.molthub("drift");
    expect(drift.code, `${told}: ${drift.output}`).toBe(0);
    return killed.hit;
  }

  async remove(): Promise<void> {
    signal(this.processes(), "SIGKILL");
    await this.fleet.remove();
  }

  private async measure(): Promise<void> {
    this.prefix = this.nextPrefix();
    this.program(this.prefix);
    const began = performance.now();
    const { code, output } = await this.fleet.up();
    expect(code, output).toBe(0);
    this.wholeRunMs = performance.now() - began;
  }

  /** Begins an `up`, and kills it. */
  private async killedRun({ victim, at }: Kill): Promise<PulumiRun & { readonly hit: boolean }> {
    const { dir, env, stack } = this.fleet.project;
    const others = new Set(this.processes());
    const seen = this.fleet.watch();
    const judged = this.judgements()[1];
    const began = performance.now();
    const engine = spawn("pulumi", ["up", "--yes", "--skip-preview", "--stack", stack, "--non-interactive", "--color", "never"], { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] });
    const ended = endOf(engine);
    let over = false;
    void ended.then(() => (over = true));
    const writes = (): number => names.reduce((sum, name) => sum + seen.writes(name), 0);
    const isThere = (): boolean => ("share" in at ? performance.now() - began >= at.share * this.wholeRunMs : "write" in at ? writes() >= at.write : this.judgements()[1] !== judged);
    const providers = (): number[] => this.processes().filter((pid) => !others.has(pid) && commandOf(pid).includes("dynamic-provider"));
    while (!over && !isThere()) await delay(1);
    // The second of the two that it waits.
    if ("pause" in at) await delay(1_000);
    let victims = victim === "provider" ? providers() : [engine.pid ?? 0];
    while (!over && victims.length === 0) {
      await delay(1);
      victims = providers();
    }
    const hit = !over;
    if (hit) signal(victims, victim === "user" ? "SIGINT" : "SIGKILL");
    return { ...(await ended), hit };
  }

  /** What a user does: `up`, once more where that is not the end, and first of all what the message about the lock says. */
  private async recover({ bad, refresh }: Kill): Promise<PulumiRun> {
    const { fleet } = this;
    let last: PulumiRun | undefined;
    for (let up = 1; up <= mostUps; up++) {
      last = await this.up(...(refresh ? ["--refresh"] : []));
      if (bad ? last.code !== 0 && this.documents().length === 1 : last.code === 0) return last;
    }
    expect.unreachable(`not over after ${String(mostUps)} runs: ${String(last?.output)} ${JSON.stringify(fleet.prefixes())}`);
  }

  private async up(...args: string[]): Promise<PulumiRun> {
    const { fleet } = this;
    const first = await fleet.up(...args);
    if (!first.output.includes("the stack is currently locked")) return first;
    const { code, output } = await fleet.project.pulumi("cancel", "--yes");
    expect(code, output).toBe(0);
    return fleet.up(...args);
  }

  private async expectNothingToDo(exit: 0 | 1, what: string, ...args: string[]): Promise<void> {
    const seen = this.fleet.watch();
    const { code, output } = await this.fleet.up(...args);
    expect(Math.min(code, 1), `${what}: ${output}`).toBe(exit);
    expect(names.map((name) => seen.writes(name)), what).toEqual(names.map(() => 0));
  }

  /** Takes the change out of the program after a rollout that failed. */
  private async giveUp(old: string, told: string): Promise<void> {
    this.program(old);
    await this.expectNothingToDo(0, `${told}: the change taken out`, "--refresh");
    await this.expectNothingToDo(0, `${told}: after that`, "--expect-no-changes");
  }

  private nextPrefix(): string {
    return `doc-${String(++this.count)}`;
  }

  private program(prefix: string): void {
    this.fleet.program({ steps, prefix, profile: `{ discovery: { wideArea: { domain: "${prefix}.example.com" } } }` });
  }

  /** The prefixes of all documents that bots run or have in their files; a bot between two documents has one that is none. */
  private documents(): string[] {
    const texts = names.flatMap((name) => {
      const bot = this.fleet.bot(name);
      return [bot.running(), bot.document()].map((document) => {
        const { messages, discovery } = (document ?? {}) as { messages?: { responsePrefix?: string }; discovery?: { wideArea?: { domain?: string } } };
        const prefix = messages?.responsePrefix;
        return discovery?.wideArea?.domain === `${String(prefix)}.example.com` ? String(prefix) : `neither: ${JSON.stringify(document)}`;
      });
    });
    return [...new Set(texts)];
  }

  private gates(): SavedGate[] {
    const { checkpoint } = JSON.parse(this.fleet.project.stateOnDisk()) as { checkpoint: { latest: { resources?: { type: string; urn: string; outputs?: { rolloutId?: string; verdict?: string } }[] } } };
    return (checkpoint.latest.resources ?? []).filter(({ type }) => type === gateType).map(({ urn, outputs }) => ({ gate: Number(/gate-(\d)$/.exec(urn)?.[1]), rolloutId: String(outputs?.rolloutId), verdict: String(outputs?.verdict) }));
  }

  /** How often each judge was asked, by the number of its gate. */
  private judgements(): Readonly<Record<number, number>> {
    const lines = existsSync(this.file("judged")) ? readFileSync(this.file("judged"), "utf8").split("\n") : [];
    return Object.fromEntries([1, 2, 3].map((gate) => [gate, lines.filter((line) => line === String(gate)).length]));
  }

  private file(name: string): string {
    return join(this.fleet.project.dir, name);
  }

  private processes(): number[] {
    return processesWith("PULUMI_HOME", join(this.fleet.project.dir, ".pulumi"));
  }
}

function endOf(child: ChildProcess): Promise<PulumiRun> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done) => child.on("exit", (code) => done({ code: code ?? 137, output })));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
