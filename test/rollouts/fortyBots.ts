import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import type { SimulatorOptions } from "../gateways/simulator";
import type { FaultKind } from "../gateways/simulator/faults";
import { RolledFleet } from "./rolledFleet";

const names = Array.from({ length: 40 }, (_, at) => `bot-${String(at).padStart(2, "0")}`);
const first = names.slice(0, 4);
const second = names.slice(4, 12);
const untouched = names.slice(12);
const [, ill = "", , , stubborn = ""] = second;

// The first write of a bot makes it, the second is the rollout's.
const rolloutWrite = 2;
const wrong = (kind: FaultKind, writes: readonly number[] = [rolloutWrite]): Partial<SimulatorOptions> => ({ faults: writes.map((write) => ({ at: { write }, do: kind })) });
const laterWrites = Array.from({ length: 10 }, (_, at) => rolloutWrite + at);

const providerOf = (apiKey: string) => ({ apiKey, baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", models: [{ id: "m", name: "m" }] });
const models = { old: providerOf("KEY-OF-THE-OLD-MODEL"), new: providerOf("KEY-OF-THE-NEW-MODEL") };

/** What goes wrong in the second step of a rollout over 40 bots. */
export interface Scenario {
  readonly what: string;
  /** Options of bots, by name. */
  readonly odd: Readonly<Record<string, Partial<SimulatorOptions>>>;
  /** Metrics of the second gate; the first one looks at the config. */
  readonly metrics: string;
  /** What the report must name: the metric and the bot. */
  readonly told: RegExp;
  /** The change needs a restart. Default: it is hot. */
  readonly restarts?: true;
  /** Bots that were down from the start. */
  readonly down?: readonly string[];
  /** A bot that cannot be taken back. */
  readonly refusing?: string;
  /** Untouched bots are asked for a baseline. */
  readonly compares?: true;
  /** While the rollout runs. */
  readonly meanwhile?: (fleet: RolledFleet) => Promise<void>;
}

const illChannel: Scenario = { what: "a bot whose channel is dead", odd: { [ill]: wrong("dead-channels") }, metrics: "{ channels: {} }", told: new RegExp(`(channels|document) of bot ${ill}: `) };

export const scenarios: readonly Scenario[] = [
  { what: "a bot that refuses its config", odd: { [ill]: wrong("refuse") }, metrics: "{ config: {} }", told: new RegExp(`document of bot ${ill}: `) },
  { what: "a bot that says that all is well, and whose model does not answer", odd: { [ill]: { refusedSecrets: [models.new.apiKey] } }, metrics: "{ model: {} }", told: new RegExp(`model of bot ${ill}: `) },
  illChannel,
  { what: "a bot whose restart hangs until long after everybody gave up", odd: { [ill]: wrong("no-return") }, metrics: "{ config: {} }", told: new RegExp(`document of bot ${ill}: `), restarts: true, refusing: ill, meanwhile: comesBackLate },
  { what: "a bot that runs out of memory once its config is in the file, and is started again", odd: { [ill]: { ...wrong("oom-after-persist", laterWrites), supervised: true } }, metrics: "{ restarts: {} }", told: new RegExp(`(restarts|document) of bot ${ill}: `) },
  { what: "a bot that never returns", odd: { [ill]: wrong("no-return") }, metrics: "{ config: {} }", told: new RegExp(`document of bot ${ill}: `), restarts: true, refusing: ill },
  { what: "bots that answer in twice the time that untouched ones need", odd: {}, metrics: "{ latency: {} }", told: /latency of bot bot-\d+: 95 % of its answers came within 4\.0 s, those of untouched bots within 2\.0 s: 2\.0 times as long/, compares: true, meanwhile: answersSlowly },
  { ...illChannel, what: "a bot whose channel is dead, while three are down from the start", down: [first[3] ?? "", second[7] ?? "", untouched[5] ?? ""] },
  { ...illChannel, what: "a bot whose channel is dead, and one that does not let itself be taken back", odd: { ...illChannel.odd, [stubborn]: wrong("refuse", laterWrites.slice(1)) }, refusing: stubborn },
];

/** Its next start finds the new config in its file. */
async function comesBackLate(fleet: RolledFleet): Promise<void> {
  const bot = fleet.bot(ill);
  while (bot.writes.length < rolloutWrite || bot.running() !== undefined) await delay(50);
  await delay(200_000);
  bot.start();
}

async function answersSlowly(fleet: RolledFleet): Promise<void> {
  for (const name of names) {
    // Turns after the change, whenever that is: the hour before it is not looked at.
    const turn = { session: "agent:main:main", at: Date.now() + 300_000, tookMs: untouched.includes(name) ? 2_000 : 4_000 };
    fleet.bot(name).turns.push(...Array.from({ length: 20 }, () => turn));
  }
  return Promise.resolve();
}

/**
 * Makes 40 bots, changes them in steps, and looks at what came of it.
 *
 * @returns seconds from the first word of something bad until all that can be was taken back
 */
export async function runScenario({ odd, metrics, told, restarts, down = [], refusing, compares, meanwhile }: Scenario): Promise<number> {
  const fleet = await RolledFleet.start(names, odd);
  try {
    const steps = `[{ setWeight: 10 }, { analysis: [{ config: {} }] }, { setWeight: 30 }, { analysis: [${metrics}] }]`;
    const channels = { telegram: { botToken: "123456789:A-TOKEN-OF-A-TEST-OF-MOLTHUB-XXXXXXX" } };
    const profileFor = (model: keyof typeof models): ConfigDocument => ({ channels, models: { providers: models }, agents: { defaults: { model: { primary: `${model}/m` } } } });
    fleet.program({ steps, prefix: "old", profile: JSON.stringify(profileFor("old")) });
    const made = await fleet.up();
    expect(made.code, made.output).toBe(0);
    for (const name of down) fleet.bot(name).kill();
    const seen = fleet.watch();
    fleet.program({ steps, prefix: "new", profile: JSON.stringify({ ...profileFor("new"), ...(restarts && { gateway: { controlUi: { basePath: "/new" } } }) }) });
    let badAt: number | undefined;
    fleet.project.heard = (text) => {
      if (/failed/.test(text)) badAt ??= performance.now();
    };
    const over = meanwhile?.(fleet);
    const { code, output } = await fleet.up();
    const seconds = (performance.now() - (badAt ?? Number.NaN)) / 1_000;
    expect(code, output).not.toBe(0);
    expect(output).toMatch(/fleet fleet: step 4 of 5: failed: /);
    expect(output).toMatch(told);
    const touched = [...first, ...second].filter((name) => !down.includes(name));
    expect(fleet.prefixes(touched.filter((name) => name !== refusing)), output).toBe("old");
    if (refusing !== undefined) expect(output).toContain(`Not taken back: ${refusing} (`);
    expect(untouched.map((name) => [name, seen.writes(name), compares ? 0 : seen.connections(name)])).toEqual(untouched.map((name) => [name, 0, 0]));
    for (const name of down.filter((name) => !untouched.includes(name))) expect(output).toMatch(new RegExp(`${name}.*stays as it is`));
    await over;
    return seconds;
  } finally {
    await fleet.remove();
  }
}
