import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, afterEach } from "vitest";
import { storedAs, type ConfigDocument } from "../../sdk/config";
import { MolthubError } from "../../sdk/errors";
import { analyse, type JudgedBot, type MetricSpec } from "../../sdk/rollouts";
import { startSimulator, type SimulatedGateway, type SimulatorOptions } from "../gateways/simulator";
import { openclaw } from "../config/appliedDocument";
import { closedEndpoint } from "../providers/bots";
import { analysed, judged, provenNow } from "./judged";

const running: SimulatedGateway[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
});

const provider = { baseUrl: "http://127.0.0.1:9/v1", apiKey: "good-key", models: [{ id: "m", name: "M" }] };
const document: ConfigDocument = { gateway: { mode: "local" }, agents: { defaults: { model: { primary: "p/m" } } }, models: { providers: { p: provider } }, channels: { telegram: { enabled: true, botToken: "123:x" } } };

async function simulated(more: Partial<SimulatorOptions> = {}): Promise<SimulatedGateway> {
  const release = more.release ?? openclaw;
  const gateway = await startSimulator({ release, document: storedAs(document, release), ...more });
  running.push(gateway);
  return gateway;
}

const dead = judged({ endpoint: closedEndpoint, token: "t", release: openclaw }, { bot: "dora", bootId: "b" });
const whole: readonly MetricSpec[] = [{ config: {} }, { channels: {} }, { model: {} }, { plugins: {} }, { restarts: {} }];

describe("an analysis", () => {
  it("passes a well bot by all that one bot can show, and leaves nothing behind", async () => {
    const gateway = await simulated();
    const result = await analysed(whole, [await provenNow(gateway)]);
    expect(result).toEqual({ outcome: "passed", findings: [], told: expect.arrayContaining(["config: passed", "channels: passed", "model: passed", "plugins: passed", "restarts: passed"]) as unknown });
    expect([gateway.sessions(), gateway.writes]).toEqual([[], []]);
  });

  it("passes without a connection when nothing was touched", async () => {
    const gateway = await simulated();
    expect(await analysed([...whole, { command: { run: "exit 1" } }], [], [judged(gateway)])).toMatchObject({ outcome: "passed", findings: [] });
    expect(gateway.connections).toEqual([]);
  });

  it("fails a bot that does not answer, by every metric", async () => {
    for (const metric of [...whole, { errors: {} }, { latency: {} }, { cost: {} }] as MetricSpec[]) {
      const { outcome, findings } = await analysed([metric], [dead], [judged(await simulated(), { bot: "bob" })]);
      expect([outcome, findings]).toEqual(["failed", [{ metric: Object.keys(metric)[0], bot: "dora", outcome: "failed", reason: expect.stringContaining("127.0.0.1:1") as unknown }]]);
    }
  });

  it("counts failures bot by bot: two bots with one each are no bot with two", async () => {
    const bots = await Promise.all(["alice", "bob"].map(async (bot) => flaky(await simulated(), bot, [1])));
    expect((await analysed([{ config: {}, count: 3, failureLimit: 1 }], bots)).outcome).toBe("passed");
    const worse = await Promise.all(["alice", "bob"].map(async (bot) => flaky(await simulated(), bot, bot === "bob" ? [1, 2] : [1])));
    const { outcome, findings } = await analysed([{ config: {}, count: 3, failureLimit: 1 }], worse);
    expect([outcome, findings.map(({ bot }) => bot)]).toEqual(["failed", ["bob"]]);
  });

  it("looks as often as it is told, with its interval between, and tells each failure", async () => {
    const gateway = await simulated();
    const waits: number[] = [];
    const told: string[] = [];
    const bot = flaky(gateway, "alice", [2]);
    const { outcome } = await analyse([{ config: {}, count: 3, intervalSeconds: 2.5, failureLimit: 1 }], [bot], [], { requireEngine: () => undefined, log: (line) => told.push(line), delay: async (ms) => void waits.push(ms) });
    expect([outcome, gateway.connections.length, waits]).toEqual(["passed", 2, [1_000, 1_000, 500, 1_000, 1_000, 500]]);
    expect(told).toEqual(["config: bot alice: failed (look 2 of 3): it is away", "config: passed"]);
  });

  it("ends with the first failure over a limit: nobody is looked at again", async () => {
    const broken = await simulated({ channels: { telegram: "failing" } });
    const well = await simulated();
    const { outcome, findings } = await analysed([{ config: {}, count: 1_000, intervalSeconds: 0 }, { channels: {}, count: 2 }], [judged(well), judged(broken, { bot: "bob" })]);
    expect([outcome, findings]).toEqual(["failed", [{ metric: "channels", bot: "bob", outcome: "failed", reason: "telegram/default is not connected: getaddrinfo EAI_AGAIN" }]]);
    // What was on its way may still arrive.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const asked = well.frames();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([well.frames() === asked, asked < 1_000]).toEqual([true, true]);
  });

  it("does not wait for a model when it has failed otherwise, and takes the question back", async () => {
    const slow = await simulated({ faults: [{ at: { request: 2 }, do: "slow", ms: 600_000 }] });
    const asked = join(mkdtempSync(join(tmpdir(), "molthub-analysis-")), "asked");
    const judging = analysed([{ model: {} }, { command: { run: `until [ -e ${asked} ]; do sleep 0.05; done; exit 1` } }], [judged(slow)]);
    await expect.poll(() => slow.turns.length, { timeout: 15_000 }).toBe(1);
    writeFileSync(asked, "");
    const { findings } = await judging;
    rmSync(dirname(asked), { recursive: true });
    expect(findings).toEqual([{ metric: "command", outcome: "failed", reason: "the command ended with code 1" }]);
    expect([slow.turns.length, slow.connections.length, slow.sessions()]).toEqual([1, 2, []]);
  });

  it("lets failed beat inconclusive, and inconclusive beat passed", async () => {
    const gateway = await simulated();
    const undecided: MetricSpec = { command: { run: "exit 7" } };
    expect(await analysed([undecided, { config: {} }], [judged(gateway)])).toMatchObject({ outcome: "inconclusive", findings: [{ metric: "command", outcome: "inconclusive" }] });
    expect((await analysed([undecided, { config: {}, count: 40, intervalSeconds: 0 }], [flaky(gateway, "alice", [40])])).outcome).toBe("failed");
  });

  it("asks no more than eight bots at a time", async () => {
    let now = 0;
    let most = 0;
    const bots = Array.from({ length: 30 }, (_, at): JudgedBot => ({
      ...dead,
      bot: `bot-${String(at)}`,
      async connect() {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 5));
        now--;
        throw new MolthubError("unreachable", "it is away");
      },
    }));
    await analysed([{ config: {}, count: 2, failureLimit: 1 }, { channels: {}, count: 2, failureLimit: 1 }], bots);
    expect(most).toBe(8);
  });

  it("keeps secrets out of what it tells", async () => {
    const secret = `sk-ant-${"a1B2".repeat(12)}`;
    const bot = { ...dead, connect: () => Promise.reject(new MolthubError("unreachable", `refused for ${secret}\nat once`)) };
    const { findings, told } = await analysed([{ config: {} }], [bot]);
    expect(findings[0]?.reason).toBe("refused for [secret] at once");
    expect(told.join()).not.toContain(secret);
  });

  it("refuses metrics that could judge nobody, before it asks anybody", async () => {
    await expect(analysed([{ config: {}, count: 0 }], [dead])).rejects.toMatchObject({ code: "invalid-rollout" });
  });
});

describe("when the engine is gone", () => {
  const gone = new MolthubError("engine-gone", "the engine has ended");

  it("a wait ends within a second, and the analysis with it", async () => {
    const gateway = await simulated();
    let isGone = false;
    const waits: number[] = [];
    const delay = async (ms: number): Promise<void> => {
      waits.push(ms);
      isGone = waits.length === 3;
    };
    const requireEngine = (): void => {
      if (isGone) throw gone;
    };
    await expect(analyse([{ config: {}, count: 2, intervalSeconds: 3_600 }], [judged(gateway)], [], { requireEngine, log: () => undefined, delay })).rejects.toBe(gone);
    expect([waits, gateway.connections.length]).toEqual([[1_000, 1_000, 1_000], 1]);
  });

  it("a bot that is being asked is not waited for, and nobody else is asked", async () => {
    const gateway = await simulated({ faults: [{ at: { request: 1 }, do: "half-close" }] });
    let isGone = false;
    const requireEngine = (): void => {
      if (isGone) throw gone;
    };
    const analysis = analyse([{ config: {}, count: 5, failureLimit: 4 }], [judged(gateway)], [], { requireEngine, log: () => undefined });
    isGone = true;
    await expect(analysis).rejects.toBe(gone);
    expect(gateway.frames()).toBeLessThanOrEqual(1);
  });
});

/** A bot that is away at these of the times that it is asked. */
function flaky(gateway: SimulatedGateway, bot: string, away: readonly number[]): JudgedBot {
  const well = judged(gateway, { bot });
  let asked = 0;
  return { ...well, connect: (deadline) => (away.includes(++asked) ? Promise.reject(new MolthubError("unreachable", "it is away")) : well.connect(deadline)) };
}
