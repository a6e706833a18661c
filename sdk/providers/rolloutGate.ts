import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { isUnknown } from "../config";
import { countedBots } from "../countedBots";
import { messageOf, MolthubError } from "../errors";
import { analyse, changedMeanwhile, escaped, isUnsettled, pausedHere, runsGiven, stateAfter, takeBack, turnOf, wasLetPass, type AnalysisResult, type Finding, type GateState, type GateTurn, type JudgedBot, type TakenBack, type TouchedBot } from "../rollouts";
import { recorded, type WriteConditions } from "./applyChange";
import { connector } from "./connector";
import { changedProperties, pick } from "./equal";
import type { Properties, ResourceHandler } from "./handler";
import { connection, release, standing, type Standing } from "./inputs";
import { PartialFailure } from "./partialFailure";
import { touchedBot } from "./standing";

const schemaVersion = 1;

const opening = z.object({ ids: z.array(z.string()), held: z.array(z.string()), paused: z.string().exactOptional() });

const digests = z.record(z.string(), z.string());

const gateInputs = z.object({
  fleet: z.string(),
  label: z.string(),
  rolloutId: z.string(),
  desired: digests,
  /** Bots that are changed before this gate, by name. */
  bots: z.record(z.string(), z.object({ standing: standing.nullish(), hostFailure: z.string().nullish() })),
  /** Bots behind the gate that exist already, to compare with. */
  baseline: z.record(z.string(), z.object({ release, connection })).default({}),
  later: z.array(z.string()),
  before: opening.exactOptional(),
  actions: z.array(z.union([z.object({ analysis: z.array(z.custom<Parameters<typeof analyse>[0][number]>()) }), z.object({ waitSeconds: z.number() })])),
  pauses: z.boolean(),
  promote: z.string().exactOptional(),
  abort: z.string().exactOptional(),
  accept: z.object({ gate: z.string(), rolloutId: z.string(), reason: z.string() }).exactOptional(),
});

type GateInputs = z.infer<typeof gateInputs>;

const gateOutputs = z.object({ verdict: z.enum(["passed", "paused", "waiting", "failed", "inconclusive", "aborted"]), rolloutId: z.string(), opening, touched: z.array(z.string()), settled: digests, desired: digests, passed: digests.exactOptional() });

/**
 * RolloutGate: stands between the steps of a rollout. It lets the next bots through when those before it are well, and takes back what the
 * rollout changed when they are not. Deleting it changes no bot.
 *
 * @param log told how it goes
 */
export function rolloutGate(conditions: WriteConditions, log: (line: string) => void): ResourceHandler {
  const run = async (news: Properties, olds: Properties | undefined): Promise<Properties> => {
    const inputs = gateInputs.parse(news);
    const was = olds === undefined ? undefined : gateOutputs.parse(olds);
    // Pulumi finds the handler of what failed by the provider text in its outputs.
    const common = { ...pick(news, ["fleet", "label", "__provider"]), schemaVersion };
    try {
      return { ...common, ...(await new Gate(inputs, was, conditions, log).pass()), at: new Date().toISOString() };
    } catch (error) {
      if (!(error instanceof PartialFailure)) throw error;
      throw new PartialFailure(error.code, error.message, error.id, { ...common, ...error.properties, at: new Date().toISOString() });
    }
  };
  return {
    check: (_olds, news) => ({ inputs: news, failures: [] }),
    diff: (_id, olds, news) => {
      const was = gateOutputs.parse(olds);
      const { fleet, label, desired, later } = news as unknown as GateInputs;
      const paused = pausedHere(was);
      // What is to be taken back in a hurry waits for nothing.
      if (paused !== undefined && news["abort"] !== paused && isKnownDigests(desired)) {
        const meanwhile = changedMeanwhile(was, desired);
        if (meanwhile.length > 0) throw meanwhileError(fleet, label, was, meanwhile);
        const free = news["promote"] === paused ? [] : escaped(was, desired, later);
        if (free.length > 0) throw escapedError(fleet, label, was, free);
      }
      return { changes: was.rolloutId !== news["rolloutId"] || isReleased(was, news) || isOpened(was, news) || isUnjudged(was, news) || !["passed", "paused", "waiting"].includes(was.verdict) };
    },
    create: async (inputs) => ({ id: `${String(inputs["fleet"])}/${String(inputs["label"])}`, outs: await run(inputs, undefined) }),
    read: async (id, outs) => ({ id, props: outs }),
    update: async (_id, olds, news) => ({ outs: await run(news, olds) }),
    delete: async () => undefined,
  };
}

/** In a preview, they may be unknown, as a whole or one by one. */
function isKnownDigests(desired: unknown): desired is Readonly<Record<string, string>> {
  return typeof desired === "object" && desired !== null && !Object.values(desired).some(isUnknown);
}

function isReleased(was: GateState, news: Properties): boolean {
  const { paused } = was.opening;
  return paused !== undefined && pausedHere(was) === paused && (news["promote"] === paused || news["abort"] === paused);
}

/** What it waited for came, or goes on in another way. */
function isOpened(was: GateState, news: Properties): boolean {
  return was.verdict === "waiting" && changedProperties({ paused: was.opening.paused }, { paused: (news["before"] as GateInputs["before"])?.paused }, ["paused"]).length > 0;
}

/** A bot did not come up, did not take its document, or took it again after it had been taken back. In a preview, that may be unknown. */
function isUnjudged(was: GateState, news: Properties): boolean {
  const { bots, desired } = news as Partial<GateInputs>;
  if (was.verdict !== "passed" || typeof bots !== "object" || !isKnownDigests(desired)) return false;
  return Object.entries(bots).some(([bot, { standing: known, hostFailure }]) => {
    if (typeof hostFailure === "string" && hostFailure !== "" && !isUnknown(hostFailure)) return true;
    if (typeof known !== "object" || known === null || known.unchanged === true) return false;
    return known.failure !== undefined || (known.since !== undefined && !wasLetPass(was, bot, known.since, desired[bot]));
  });
}

function meanwhileError(fleet: string, label: string, { opening: { paused = "" } }: GateState, bots: readonly string[]): MolthubError {
  return new MolthubError(
    "rollout-paused",
    `fleet ${fleet}: rollout ${paused} is paused at ${label}, and ${bots.length === 1 ? "bot" : "bots"} ${bots.join(", ")} ${bots.length === 1 ? "is a part" : "are parts"} of it: no other change of ${bots.length === 1 ? "it" : "them"} meanwhile. Nothing was written. Let it go on (molthub promote, with the program that it began with), or take it back (molthub abort); bots that are no part of it can be changed.`,
  );
}

function escapedError(fleet: string, label: string, { opening: { paused = "" } }: GateState, bots: readonly string[]): MolthubError {
  return new MolthubError("rollout-paused", `fleet ${fleet}: rollout ${paused} is paused at ${label}, and by the steps of the program ${bots.join(", ")} would not wait for it any more. Nothing was written. Put the steps back; or let it go on first (molthub promote), or take it back (molthub abort).`);
}

/** One run of one gate. */
class Gate {
  private readonly turn: GateTurn;
  private readonly touched: TouchedBot[];
  /** Of bots that this rollout did not change, and of hosts. */
  private readonly otherFailures: readonly Finding[];

  constructor(
    private readonly inputs: GateInputs,
    private readonly was: GateState | undefined,
    private readonly conditions: WriteConditions,
    private readonly log: (line: string) => void,
  ) {
    this.turn = turnOf(this.ask, was);
    const { scope } = this.turn;
    // Taking out what was not let pass is no change to judge.
    const isTakenOut = ({ undoes }: Standing): boolean => undoes !== undefined && ((was !== undefined && isUnsettled(was, undoes)) || inputs.before?.ids.includes(undoes) === true);
    const isTouched = (bot: string, known: Standing): boolean => known.unchanged !== true && !isTakenOut(known) && scope.includes(known.rolloutId) && !(was !== undefined && wasLetPass(was, bot, known.since, inputs.desired[bot]));
    const all = Object.entries(inputs.bots);
    this.touched = all.flatMap(([bot, { standing: known }]) => (known && isTouched(bot, known) ? [touchedBot(bot, known)] : []));
    this.otherFailures = all.flatMap(([bot, { standing: known, hostFailure }]): Finding[] => {
      const notHealed = known?.failure !== undefined && !isTouched(bot, known) ? [{ metric: "document", bot, outcome: "failed" as const, reason: withoutName(bot, known.failure) }] : [];
      return [...(hostFailure ? [{ metric: "host", bot, outcome: "failed" as const, reason: withoutName(bot, hostFailure) }] : []), ...notHealed];
    });
  }

  private get ask(): Parameters<typeof turnOf>[0] {
    const { rolloutId, desired, later, before, pauses, promote, abort } = this.inputs;
    return { rolloutId, desired, later, pauses, ...(before !== undefined && { before }), ...(promote !== undefined && { promote }), ...(abort !== undefined && { abort }) };
  }

  /** @throws PartialFailure when the bots are not well, once all that could be was taken back */
  async pass(): Promise<GateState> {
    const { released } = this.turn;
    if (released?.by === "abort") throw await this.backOut("aborted", []);
    if (this.isWatching) {
      const findings = await this.judge();
      if (findings.some(({ outcome }) => outcome === "failed")) throw await this.backOut("failed", findings);
      if (findings.length > 0) this.requireAccepted(findings);
    }
    const after = stateAfter(this.ask, this.was, this.turn, this.isFirst ? [] : this.names);
    const state = after.verdict === "passed" ? { ...after, passed: this.takenAt } : after;
    if (state.verdict === "paused") this.log(this.pausedLine(state));
    return state;
  }

  /** The first creation of a fleet is no rollout: there is nothing to compare with and nothing to go back to. */
  private get isFirst(): boolean {
    return this.was === undefined && Object.values(this.inputs.bots).every(({ standing: known }) => known?.created === true && known.rolloutId === this.inputs.rolloutId);
  }

  private get isWatching(): boolean {
    return this.otherFailures.length > 0 || (this.isFirst ? this.touched.some(({ failure }) => failure !== undefined) : this.touched.length > 0);
  }

  private get names(): string[] {
    return this.touched.map(({ bot }) => bot);
  }

  /** When each bot took its document; by name. */
  private get takenAt(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.inputs.bots).flatMap(([bot, { standing: known }]) => (known?.since === undefined ? [] : [[bot, known.since]])));
  }

  private async judge(): Promise<Finding[]> {
    const { label, fleet, actions } = this.inputs;
    this.log(`fleet ${fleet}: ${label}: judging ${countedBots(this.touched.length)}`);
    const refused = [...this.otherFailures, ...this.touched.flatMap(({ bot, failure }) => (failure === undefined ? [] : [{ metric: "document", bot, outcome: "failed" as const, reason: withoutName(bot, failure) }]))];
    if (refused.length > 0) return refused;
    const others = await this.otherDocuments();
    // Whoever let it go on has seen what was judged before the pause.
    if (others.length > 0 || this.turn.released !== undefined) return others;
    const found: Finding[] = [];
    for (const action of actions) {
      if ("waitSeconds" in action) await this.wait(action.waitSeconds);
      else {
        const { outcome, findings } = await this.analyse(action.analysis);
        if (outcome === "failed") return [...findings];
        if (outcome === "inconclusive") found.push(...findings);
      }
    }
    return found;
  }

  private async otherDocuments(): Promise<Finding[]> {
    const looks = await Promise.all(
      this.touched.map(async (touched): Promise<Finding[]> => {
        const found = (reason: string): Finding[] => [{ metric: "document", bot: touched.bot, outcome: "failed", reason }];
        try {
          return (await runsGiven(touched)) ? [] : found('runs another document than this rollout gave it: it was taken back, or edited. "pulumi up --refresh" goes on from what it runs');
        } catch (error) {
          return found(`does not answer: ${messageOf(error)}`);
        }
      }),
    );
    return looks.flat();
  }

  private analyse(metrics: Parameters<typeof analyse>[0]): Promise<AnalysisResult> {
    const { fleet, label, baseline } = this.inputs;
    const judged = this.touched.map(({ bot, release: of, connect, bootId, strayRestart, verifiedAt }): JudgedBot => ({ bot, release: of, connect, verifiedAt, ...(bootId !== undefined && { bootId }), ...(strayRestart !== undefined && { strayRestart }) }));
    const [{ verifiedAt } = { verifiedAt: new Date().toISOString() }] = judged;
    const compared = Object.entries(baseline).map(([bot, known]): JudgedBot => ({ bot, release: known.release, connect: connector(known.connection, ["operator.admin"], "now"), verifiedAt }));
    return analyse(metrics, judged, compared, { requireEngine: () => this.conditions.lifeline.requireEngine(), log: (line) => this.log(`fleet ${fleet}: ${label}: ${line}`) });
  }

  private async wait(seconds: number): Promise<void> {
    const { fleet, label } = this.inputs;
    this.log(`fleet ${fleet}: ${label}: waiting ${String(seconds)} s`);
    for (let left = seconds; left > 0; left--) {
      this.conditions.lifeline.requireEngine();
      await delay(1_000);
    }
  }

  /** Inconclusive fails the run, and takes nothing back: the next run judges again. */
  private requireAccepted(findings: readonly Finding[]): void {
    const { accept, label, fleet } = this.inputs;
    const [id] = this.turn.scope;
    if (accept !== undefined && accept.gate === label && accept.rolloutId === id) {
      this.log(`fleet ${fleet}: ${label}: inconclusive, accepted: ${accept.reason}`);
      return;
    }
    throw this.failure(
      "inconclusive",
      `fleet ${fleet}: ${label}: inconclusive, nothing was taken back. ${told(findings)}. The next "pulumi up" judges again; \`accept: { gate: ${JSON.stringify(label)}, rolloutId: ${JSON.stringify(id)}, reason: "..." }\` lets the rollout go on.`,
    );
  }

  private async backOut(verdict: "failed" | "aborted", findings: readonly Finding[]): Promise<PartialFailure> {
    const { fleet, label } = this.inputs;
    const [id = ""] = this.turn.scope;
    this.log(`fleet ${fleet}: ${label}: ${verdict === "aborted" ? "aborted" : `failed. ${told(findings)}`}. Taking back ${countedBots(this.touched.length)}`);
    const taken = await takeBack(this.touched, {
      mayWrite: () => this.conditions.lifeline.requireEngine(),
      observerOf: ({ bot, connect: _, digest }, to) => recorded(this.conditions.recorder, { bot, connection: (this.inputs.bots[bot]?.standing as { connection: z.infer<typeof connection> }).connection }, digest, to, this.log),
    });
    const what = verdict === "aborted" ? `rollout ${id} was aborted` : `failed: ${told(findings)}`;
    const next = verdict === "aborted" ? "Take the change out of the program; to try it again as it is, \"pulumi up --refresh\"" : 'Mend it and run "pulumi up"; to try the same again, "pulumi up --refresh"';
    return this.failure(verdict, `fleet ${fleet}: ${label}: ${what}. ${toldBack(taken)} ${next}.`, taken);
  }

  private failure(verdict: "failed" | "aborted" | "inconclusive", message: string, taken?: TakenBack): PartialFailure {
    const { fleet, label, rolloutId, desired } = this.inputs;
    const { was, turn } = this;
    // A change that came in while a rollout waits here does not end the wait.
    const goesOnWaiting = was !== undefined && turn.blocked !== undefined && pausedHere(was) === turn.blocked;
    const rest = goesOnWaiting ? { opening: was.opening, touched: was.touched } : { opening: { ids: turn.scope, held: [] }, touched: this.names };
    const state: GateState = { verdict, rolloutId, ...rest, settled: was?.settled ?? {}, desired, ...(was?.passed !== undefined && { passed: was.passed }) };
    return new PartialFailure(`rollout-${verdict}`, message, `${fleet}/${label}`, { ...state, ...(taken !== undefined && { takenBack: taken.bots, notTakenBack: taken.refusing }) });
  }

  private pausedLine({ opening: { held, paused = "" } }: GateState): string {
    const { fleet, label, bots } = this.inputs;
    return `fleet ${fleet}: rollout ${paused} is paused at ${label}: ${String(Object.keys(bots).length)} bots done, ${String(held.length)} held. Go on with "molthub promote", take it back with "molthub abort"`;
  }
}

function told(findings: readonly Finding[]): string {
  const shown = findings.slice(0, 5).map(({ metric, bot, reason }) => `${metric}${bot === undefined ? "" : ` of bot ${bot}`}: ${withoutStop(reason)}`);
  return [...shown, ...(findings.length > shown.length ? [`and ${String(findings.length - shown.length)} more`] : [])].join("; ");
}

function toldBack({ bots, refusing }: TakenBack): string {
  const done = bots.length === 0 ? "Nothing was taken back." : `Taken back, proven on the live bots: ${bots.join(", ")}.`;
  return refusing.length === 0 ? done : `${done} Not taken back: ${refusing.map(({ bot, reason }) => `${bot} (${withoutStop(reason)})`).join(", ")}; look at it with "molthub doctor".`;
}

/** The bot is named before. */
function withoutName(bot: string, text: string): string {
  return text.replace(`bot ${bot}: `, "");
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, "");
}
