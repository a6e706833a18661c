import { countedBots } from "../../countedBots";
import type { ResourceEvent } from "./engineEvent";
import type { FleetStep, SteppedFleet } from "./steppedFleet";

/** How a bot stands in an update. */
export type BotFate = "waiting" | "changing" | "changed" | "unchanged" | "failed" | "unreached" | "held" | "taken back";

interface KnownStep extends FleetStep {
  /** A line said that its bots are being changed. */
  begun: boolean;
  told: number;
}

// A step of many bots is told in so many lines.
const linesOfStep = 10;
const shownBots = 8;

/** How far an update is with one fleet. */
export class FleetProgress {
  private readonly fates = new Map<string, BotFate>();
  private readonly steps: KnownStep[];
  private label: string | undefined;
  private doing: string | undefined;
  private readonly done = new Set<string>();
  private looked = 0;

  constructor(private readonly plan: SteppedFleet) {
    this.steps = plan.steps.map((step) => ({ ...step, begun: false, told: 0 }));
    this.label = plan.steps[0]?.label;
    for (const { resource, changes } of plan.steps.flatMap(({ bots }) => bots)) this.fates.set(resource, changes ? "waiting" : "unchanged");
  }

  get name(): string {
    return this.plan.fleet;
  }

  /** What is to come. */
  get opening(): string {
    const bots = this.plan.steps.flatMap((step) => step.bots);
    const steps = this.plan.steps.filter(({ label }) => label !== undefined).length;
    return `${this.who}: ${countedBots(bots.length)}, ${String(bots.filter(({ changes }) => changes).length)} to change${steps > 1 ? `, in ${String(steps)} steps` : ""}`;
  }

  /** Where it is, in one line. */
  get line(): string {
    const step = this.steps.find(({ label }) => label === this.label) ?? this.steps[0];
    const where = this.label === undefined ? this.who : `${this.who}: ${this.label}`;
    return `${where}: ${step === undefined ? "" : this.countsOf(step)}${this.doing === undefined ? "" : `; ${this.doing}`}`;
  }

  fatesOf(): BotFate[] {
    return [...this.fates.values()];
  }

  has(resource: string): boolean {
    return this.fates.has(resource);
  }

  /** What happens to the config of a bot of this fleet. */
  bot({ name, phase, op, outputs }: ResourceEvent): string[] {
    if (op === "refresh") return phase === "done" ? this.look() : [];
    const step = this.steps.find(({ bots }) => bots.some(({ resource }) => resource === name));
    if (step === undefined) return [];
    const fate = fateOf(phase, op, outputs);
    // A bot that stays as it is, is no news where that was planned, or where a gate holds it.
    const before = this.fates.get(name);
    if (fate === "unchanged" && (before === "unchanged" || before === "held")) return [];
    this.fates.set(name, fate);
    if (fate !== "unchanged") [this.label, this.doing] = [step.label, undefined];
    return [...this.begin(step), ...this.tellCount(step)];
  }

  /** What a gate says of itself. */
  judged(label: string, text: string): string[] {
    // What a provider prints may come later than what it answers.
    if (!this.done.has(label)) [this.label, this.doing] = [label, text];
    return [`${this.who}: ${label}: ${text}`];
  }

  /** What came of a gate. */
  gate({ phase, op, outputs, inputs }: ResourceEvent): string[] {
    const label = String(inputs["label"] ?? outputs["label"]);
    if (phase === "begins" || op === "refresh") return [];
    const verdict = phase === "failed" ? "failed" : String(outputs["verdict"]);
    if (verdict === "paused" || verdict === "waiting") this.hold(outputs["opening"]);
    if (op === "same") return [];
    [this.label, this.doing] = [label, verdict];
    this.done.add(label);
    // The other verdicts are told by the gate itself, with their reasons.
    return verdict === "passed" ? [`${this.who}: ${label}: passed`] : [];
  }

  /** What a gate that failed says at last. */
  failed(text: string): void {
    const takenBack = /Taken back, proven on the live bots: (.+?)\.(?: |$)/s.exec(text)?.[1]?.split(", ") ?? [];
    this.settle(takenBack, "taken back");
  }

  private hold(opening: unknown): void {
    this.settle((opening as { held?: readonly string[] } | undefined)?.held ?? [], "held");
  }

  private settle(names: readonly string[], fate: BotFate): void {
    for (const { bot, resource } of this.steps.flatMap(({ bots }) => bots)) if (names.includes(bot)) this.fates.set(resource, fate);
  }

  /** A refresh looks at the bots before anything is changed. */
  private look(): string[] {
    this.looked++;
    const all = this.fates.size;
    this.doing = `looked at ${String(this.looked)} of ${countedBots(all)}`;
    return this.looked % Math.ceil(all / linesOfStep) === 0 && all > linesOfStep ? [`${this.who}: ${this.doing}`] : [];
  }

  private begin(step: KnownStep): string[] {
    const bots = step.bots.filter(({ resource }) => this.fates.get(resource) !== "unchanged");
    if (step.begun || bots.length === 0) return [];
    step.begun = true;
    const names = bots.slice(0, shownBots).map(({ bot }) => bot).join(", ");
    return [`${this.whereOf(step)}: changing ${countedBots(bots.length)} (${names}${bots.length > shownBots ? ", ..." : ""})`];
  }

  private tellCount(step: KnownStep): string[] {
    const total = this.changing(step).length;
    const done = this.changing(step).filter((fate) => isDone(fate)).length;
    const everySo = Math.ceil(total / linesOfStep);
    if (done === step.told || (done < total && done - step.told < everySo)) return [];
    step.told = done;
    return [`${this.whereOf(step)}: ${this.countsOf(step)}`];
  }

  private countsOf(step: FleetStep): string {
    const fates = this.changing(step);
    const count = (fate: BotFate): number => fates.filter((one) => one === fate).length;
    const odd = (["failed", "unreached", "held"] as const).filter((fate) => count(fate) > 0).map((fate) => `, ${String(count(fate))} ${fate}`);
    return `${String(count("changed"))} of ${countedBots(fates.length)} done${odd.join("")}`;
  }

  private changing({ bots }: FleetStep): BotFate[] {
    return bots.map(({ resource }) => this.fates.get(resource) ?? "waiting").filter((fate) => fate !== "unchanged");
  }

  private whereOf({ label }: FleetStep): string {
    return label === undefined ? this.who : `${this.who}: ${label}`;
  }

  private get who(): string {
    return this.plan.fleet === "" ? "bots of no fleet" : `fleet ${this.plan.fleet}`;
  }
}

function fateOf(phase: ResourceEvent["phase"], op: string, outputs: ResourceEvent["outputs"]): BotFate {
  if (phase === "failed") return "failed";
  if (op === "same") return "unchanged";
  if (phase === "begins") return "changing";
  const { observed } = outputs;
  return observed === "failed" ? "failed" : observed === "unreachable" ? "unreached" : "changed";
}

function isDone(fate: BotFate): boolean {
  return fate === "changed" || fate === "failed" || fate === "unreached";
}
