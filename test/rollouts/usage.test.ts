import { afterEach, describe, expect, it } from "vitest";
import { storedAs } from "../../sdk/config";
import type { MetricSpec } from "../../sdk/rollouts";
import { clawdbot, openclaw } from "../config/appliedDocument";
import { startSimulator, type SimulatedGateway, type SimulatedTurn, type SimulatorOptions } from "../gateways/simulator";
import { closedEndpoint } from "../providers/bots";
import { analysed, judged } from "./judged";

const running: SimulatedGateway[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
});

async function withTurns(turns: readonly SimulatedTurn[], more: Partial<SimulatorOptions> = {}): Promise<SimulatedGateway> {
  const release = more.release ?? openclaw;
  const gateway = await startSimulator({ release, document: storedAs({ gateway: { mode: "local" } }, release), turns, ...more });
  running.push(gateway);
  return gateway;
}

const minute = 60_000;

/** So many turns, a minute after the other, the last one a minute ago. */
function turns(count: number, more: Partial<SimulatedTurn> = {}): SimulatedTurn[] {
  return Array.from({ length: count }, (_, at) => ({ session: "agent:main:support", at: Date.now() - (at + 1) * minute, ...more }));
}

const before = Date.now() - 90 * minute;

/** What a metric says of a bot that was changed an hour ago, against untouched ones. */
async function verdict(metric: MetricSpec, touched: readonly SimulatedTurn[], untouched: readonly (readonly SimulatedTurn[])[], more: Partial<SimulatorOptions> = {}): Promise<[outcome: string, reason?: string]> {
  const baseline = await Promise.all(untouched.map(async (of, at) => judged(await withTurns(of, more), { bot: `untouched-${String(at)}` })));
  const { outcome, findings } = await analysed([metric], [judged(await withTurns(touched, more))], baseline);
  return findings.length === 0 ? [outcome] : [outcome, findings.map(({ reason }) => reason).join()];
}

describe("errors", () => {
  const half = [...turns(5), ...turns(5, { isError: true })];

  it("fails a bot with more errors than the untouched ones and the allowance", async () => {
    expect(await verdict({ errors: {} }, half, [turns(10)])).toEqual(["failed", "50.0 % of its 10 answers are errors, of those of untouched bots 0.0 %; 5 points more are allowed"]);
  });

  it("passes a bot that is no worse than the untouched ones, however bad these are", async () => {
    expect(await verdict({ errors: {} }, half, [half, half])).toEqual(["passed"]);
    expect(await verdict({ errors: { maxPercent: 50 } }, half, [turns(10)])).toEqual(["passed"]);
  });

  it("counts nothing from before the change, and nothing that Molthub asked", async () => {
    const earlier = turns(50, { isError: true }).map((turn) => ({ ...turn, at: before }));
    const probes = turns(50, { isError: true, session: "agent:main:molthub-probe-1" });
    expect(await verdict({ errors: {} }, [...turns(10), ...earlier, ...probes], [turns(10)])).toEqual(["passed"]);
  });
});

describe("latency", () => {
  it("fails a bot that takes twice as long as the untouched ones", async () => {
    expect(await verdict({ latency: {} }, turns(10, { tookMs: 2_000 }), [turns(10), turns(10)])).toEqual(["failed", "95 % of its answers came within 2.0 s, those of untouched bots within 1.0 s: 2.0 times as long, and 1.5 are allowed"]);
  });

  it("passes up to the ratio that is allowed", async () => {
    expect(await verdict({ latency: {} }, turns(10, { tookMs: 1_500 }), [turns(10)])).toEqual(["passed"]);
    expect(await verdict({ latency: { maxRatio: 2 } }, turns(10, { tookMs: 2_000 }), [turns(10)])).toEqual(["passed"]);
  });

  it("is not told by a Clawdbot", async () => {
    expect(await verdict({ latency: {} }, turns(10), [turns(10)], { release: clawdbot })).toEqual(["inconclusive", "clawdbot 2026.1.24-3 does not tell latency"]);
  });
});

describe("cost", () => {
  it("fails a bot whose messages cost more than those of untouched ones, and passes up to the ratio", async () => {
    expect(await verdict({ cost: {} }, turns(5, { cost: 0.004 }), [turns(20, { cost: 0.002 })])).toEqual(["failed", "a message costs 0.00400, of untouched bots 0.00200: 2.0 times as much, and 1.5 are allowed"]);
    expect(await verdict({ cost: { maxRatio: 2 } }, turns(5, { cost: 0.004 }), [turns(20, { cost: 0.002 })])).toEqual(["passed"]);
  });

  it("is inconclusive where a model has no price", async () => {
    expect(await verdict({ cost: {} }, turns(9, { cost: null }), [turns(9)])).toEqual(["inconclusive", "its model has no price in its document: what it costs cannot be told"]);
    expect((await verdict({ cost: {} }, turns(9), [turns(9, { cost: null })]))[0]).toBe("inconclusive");
    expect((await verdict({ cost: {} }, turns(9), [turns(9, { cost: 0 })]))[0]).toBe("inconclusive");
  });

  it("is compared by tokens among Clawdbots, which tell no messages", async () => {
    const release = { release: clawdbot };
    expect(await verdict({ cost: {} }, turns(5, { cost: 0.004 }), [turns(20, { cost: 0.002 })], release)).toEqual(["failed", "a thousand tokens costs 0.00400, of untouched bots 0.00200: 2.0 times as much, and 1.5 are allowed"]);
    expect(await verdict({ cost: {} }, turns(5), [turns(20)], release)).toEqual(["passed"]);
    expect((await verdict({ cost: {} }, [], [turns(20)], release))[0]).toBe("inconclusive");
  });

  it("is not compared across product lines", async () => {
    const old = judged(await withTurns(turns(9), { release: clawdbot }), { bot: "old" });
    const young = judged(await withTurns(turns(9)), { bot: "young" });
    expect(await analysed([{ cost: {} }], [old], [young])).toMatchObject({ outcome: "inconclusive", findings: [{ reason: "there is no untouched Clawdbot to compare it with" }] });
    expect(await analysed([{ cost: {} }], [young], [old])).toMatchObject({ outcome: "inconclusive", findings: [{ reason: "there is no untouched bot to compare it with" }] });
  });
});

describe("a comparison", () => {
  const metrics: [name: string, metric: MetricSpec][] = [
    ["errors", { errors: {} }],
    ["latency", { latency: {} }],
    ["cost", { cost: {} }],
  ];

  it.each(metrics)("of %s is inconclusive with nobody to compare with, and with too few on either side", async (_, metric) => {
    expect(await verdict(metric, turns(9), [])).toEqual(["inconclusive", "there is no untouched bot to compare it with"]);
    expect(await verdict(metric, turns(4), [turns(9)])).toEqual(["inconclusive", expect.stringMatching(/^too few .* since the change: 4 of this bot, 9 of untouched ones, and 5 of each are needed$/)]);
    expect((await verdict(metric, turns(9), [turns(2), turns(2)]))[0]).toBe("inconclusive");
    expect((await verdict(metric, turns(9), [turns(2), turns(3)]))[0]).toBe("passed");
  });

  it.each(metrics)("of %s fails a bot that does not answer, also where there is nobody to compare with, and a Clawdbot", async (_, metric) => {
    for (const release of [openclaw, clawdbot]) {
      const away = judged({ endpoint: closedEndpoint, token: "t", release });
      expect((await analysed([metric], [away])).outcome).toBe("failed");
    }
  });

  it("does without untouched bots that do not answer", async () => {
    const away = judged({ endpoint: closedEndpoint, token: "t", release: openclaw }, { bot: "away" });
    const bot = judged(await withTurns(turns(9)));
    expect((await analysed([{ errors: {} }], [bot], [away, judged(await withTurns(turns(9)), { bot: "there" })])).outcome).toBe("passed");
    expect(await analysed([{ errors: {} }], [bot], [away])).toMatchObject({ outcome: "inconclusive", findings: [{ reason: "no untouched bot tells what it used" }] });
  });

  it("asks untouched bots once a round, however many were touched", async () => {
    const there = await withTurns(turns(9));
    const touched = await Promise.all(["a", "b", "c"].map(async (bot) => judged(await withTurns(turns(9)), { bot })));
    await analysed([{ errors: {}, count: 2 }], touched, [judged(there, { bot: "there" })]);
    expect(there.connections).toHaveLength(2);
  });

  it("is inconclusive when a gateway does not get done counting", async () => {
    const bot = judged(await withTurns(turns(9), { countsUsage: false }));
    expect(await analysed([{ errors: {} }], [bot], [judged(await withTurns(turns(9)), { bot: "there" })])).toMatchObject({ outcome: "inconclusive", findings: [{ reason: "its gateway still counts what its sessions used" }] });
  });
});
