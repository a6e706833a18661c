import { applyConfig, type ChangeObserver, type ConfigProof, type Connect, type Pace } from "../../../sdk/apply";
import type { ConfigDocument } from "../../../sdk/config";
import { Deadline } from "../../../sdk/deadline";
import { MolthubError } from "../../../sdk/errors";
import { mergePatchOfRfc } from "../../config/rfc7396";
import type { Bot } from "./bot";
import { listened } from "./connections";
import { Engine } from "./engine";
import { environment, releases, secretPaths } from "./pools";
import { longHangMs, type Edit, type Scenario, type Trouble } from "./scenario";
import { openWire, type Fate } from "./wire";

/** What was told of a change, and when. */
export interface Told {
  readonly event: "intent" | "live" | "undone" | "not-undone" | "refused" | "interrupted";
  readonly facts: unknown;
}

/** One apply, as far as it can be seen from outside. */
export interface Attempt {
  readonly proof?: ConfigProof;
  readonly error?: unknown;
  readonly told: readonly Told[];
  /** What ran right after it: undefined when the process was down. */
  readonly running: ConfigDocument | undefined;
  /** What stood in the file right after it. */
  readonly file: ConfigDocument | undefined;
  /** How many documents had stood in the file by then, the first one included. */
  readonly persisted: number;
}

/** All that happened in a run. */
export interface History {
  readonly scenario: Scenario;
  readonly attempt: Attempt;
  /** What somebody else put into the file; undefined for an absent or broken file. */
  readonly edit?: { readonly document: ConfigDocument | undefined; readonly request: number };
  /** The request that read the config the last time, from 1; 0 for none. */
  readonly lastRead: number;
  /** Once the dust had settled. */
  readonly afterwards: { readonly running: ConfigDocument | undefined; readonly file: ConfigDocument | undefined; readonly persisted: number };
  readonly again?: Attempt;
  readonly back?: Attempt;
  readonly persisted: readonly ConfigDocument[];
  /** False where the run was over before anything could go wrong. */
  readonly isStruck: boolean;
  /** The requests of the run under test. */
  readonly methods: readonly string[];
}

const impatienceMs = 700;

/** Runs a scenario on a bot that has the old document, and what comes after it in the life of a bot. */
export async function play(scenario: Scenario, bot: Bot): Promise<History> {
  const { line, old, wanted, own, declared, trouble, returns } = scenario;
  const direct = bot.connectTo(bot.endpoint);
  const engine = new Engine(releases[line], old, declared ? secretPaths : [], own ? ["ui"] : [], Object.keys(environment));
  await engine.know(direct);
  const before = bot.persisted.length - 1;
  let alive = true;
  let edit: History["edit"];
  let lastRead = 0;
  let asks = 0;
  let isStruck = !("request" in trouble);
  const methods: string[] = [];
  const strike = (method: string): void => {
    const nth = methods.push(method);
    if (method === "config.get") lastRead = nth;
    if (!("request" in trouble) || trouble.kind === "wire" || trouble.request !== nth) return;
    isStruck = true;
    if (trouble.kind === "hangs") bot.hang(trouble.ms);
    if (trouble.kind === "edited") edit = { document: editFile(bot, trouble.edit), request: nth };
    if (trouble.kind === "killed") {
      if (trouble.afterMs === 0) bot.kill();
      else setTimeout(() => bot.kill(), trouble.afterMs);
    }
    if (trouble.kind === "we-die") {
      alive = false;
      if (trouble.when === "before") throw new Error("our process is dead");
    }
  };
  const fateOf = ({ request, fate }: Trouble & { kind: "wire" }, nth: number): Fate => {
    isStruck ||= request === nth;
    return request === nth ? fate : "passed";
  };
  const wire = trouble.kind !== "wire" ? undefined : await openWire(bot.endpoint, (nth) => fateOf(trouble, nth));
  const ours = listened(bot.connectTo(wire?.endpoint ?? bot.endpoint), strike, () => alive);
  const mayWrite = (): void => {
    if (!alive || (trouble.kind === "engine-gone" && ++asks >= trouble.ask)) throw new MolthubError("engine-gone", "the engine is gone");
  };
  const tryApply = (connect: Connect, change: Parameters<typeof applyConfig>[1], withinMs: number, pace: Pace): Promise<Attempt> => attemptOn(bot, before, connect, change, withinMs, pace);
  const pace = isHopeless(scenario) ? { ...bot.pace, undo: impatienceMs } : bot.pace;
  const attempt = await tryApply(ours, engine.changeTo(wanted, mayWrite), deadlineOf(scenario, bot), pace);
  await wire?.close();
  await bot.untilQuiet(trouble);
  const afterwards = { running: await bot.running(), file: bot.document(), persisted: bot.persisted.length - before };
  if (attempt.proof !== undefined) engine.done(wanted, attempt.proof);
  if (edit !== undefined) await engine.refresh(direct);
  const again = await tryApply(direct, engine.changeTo(wanted), bot.calmMs, bot.calmPace);
  if (again.proof !== undefined) engine.done(wanted, again.proof);
  const back = returns ? await tryApply(direct, engine.changeTo(old), bot.calmMs, bot.calmPace) : undefined;
  return { scenario, attempt, ...(edit !== undefined && { edit }), lastRead, afterwards, again, ...(back !== undefined && { back }), persisted: bot.persisted.slice(before), isStruck, methods };
}

/** Only what ends in time is given time. */
function deadlineOf(scenario: Scenario, { patienceMs }: Bot): number {
  const { trouble } = scenario;
  if (trouble.kind === "late") return trouble.withinMs;
  return isHopeless(scenario) ? impatienceMs : patienceMs;
}

/** True where a bot is out of reach for longer than anybody waits. */
export function isHopeless({ trouble }: Scenario): boolean {
  return (trouble.kind === "hangs" && trouble.ms === longHangMs) || (trouble.kind === "write" && trouble.fault === "no-return");
}

/** True where a change can be made all the same. */
export function passes(scenario: Scenario): boolean {
  const { trouble, setback } = scenario;
  if (setback !== "none" || isHopeless(scenario)) return false;
  if (trouble.kind === "write") return trouble.fault !== "dead-channels" && trouble.fault !== "refuse";
  return ["nothing", "wire", "killed", "hangs"].includes(trouble.kind);
}

async function attemptOn(bot: Bot, before: number, connect: Connect, change: Parameters<typeof applyConfig>[1], withinMs: number, pace: Pace): Promise<Attempt> {
  const told: Told[] = [];
  const observer: ChangeObserver = { intent: (paths) => void told.push({ event: "intent", facts: paths }), result: (event, facts) => void told.push({ event, facts }) };
  const seen = async (): Promise<Pick<Attempt, "told" | "running" | "file" | "persisted">> => ({ told, running: await bot.running(), file: bot.document(), persisted: bot.persisted.length - before });
  try {
    return { proof: await applyConfig(connect, change, observer, Deadline.after(withinMs, "bot alice to take its document"), pace), ...(await seen()) };
  } catch (error) {
    return { error, ...(await seen()) };
  }
}

function editFile(bot: Bot, edit: Edit): ConfigDocument | undefined {
  const now = bot.document() ?? {};
  const put = (document: ConfigDocument): ConfigDocument => {
    bot.edit(document);
    return document;
  };
  switch (edit) {
    case "elsewhere":
      return put(mergePatchOfRfc(now, { logging: { level: "debug" } }) as ConfigDocument);
    case "same":
      return put(mergePatchOfRfc(now, { messages: { responsePrefix: "[theirs]" }, tools: { deny: ["theirs"] } }) as ConfigDocument);
    case "all":
      return put(mergePatchOfRfc(bot.rest, { gateway: now["gateway"] ?? {}, logging: { level: "debug" } }) as ConfigDocument);
    case "broken":
      bot.editText("{ nothing");
      return undefined;
    case "deleted":
      bot.editText(undefined);
      return undefined;
  }
}
