import { stripVTControlCharacters } from "node:util";
import { countedBots } from "../../countedBots";
import { gateType } from "../rollout/pausedRollout";
import { configType } from "../stackBots";
import { secretSignature } from "../stackState";
import type { EngineEvent, ResourceEvent, ToldEvent } from "./engineEvent";
import { FleetProgress, type BotFate } from "./fleetProgress";
import type { SteppedFleet } from "./steppedFleet";

/** Something to show. */
export interface ShownLine {
  readonly text: string;
  /** `passing` is where it is now: a terminal has it in the lines that are drawn anew. `aside` is from Pulumi's own stderr. */
  readonly weight: "passing" | "lasting" | "error" | "aside";
}

const stackType = "pulumi:pulumi:Stack";

// What a program says of every resource behind one that failed (Node SDK 3.270).
const knockOn = /error serializing property .* failed to register/s;

/** How far an update is, from what the engine says. */
export class UpProgress {
  private readonly fleets: readonly FleetProgress[];
  private readonly told = new Set<string>();
  private readonly verdicts: string[] = [];
  private readonly knockOns: string[] = [];
  private failedOtherwise = false;
  private changes: Readonly<Record<string, number>> = {};
  private outputs: Readonly<Record<string, unknown>> = {};

  constructor(plans: readonly SteppedFleet[]) {
    this.fleets = plans.map((plan) => new FleetProgress(plan));
  }

  /** What is to come. */
  get opening(): ShownLine[] {
    return lines(this.fleets.map(({ opening }) => opening), "passing");
  }

  /** The lines that say where it is now. */
  get board(): string[] {
    return this.fleets.map(({ line }) => line);
  }

  /** @returns what is new */
  take(event: EngineEvent): ShownLine[] {
    if (event.kind === "told") return this.tell(event);
    if (event.kind === "resource") return this.resource(event);
    this.changes = event.changes;
    return [];
  }

  /** What is left to say when the engine has ended, the verdicts of failed rollouts last: they say what to do. */
  closing(succeeded: boolean): ShownLine[] {
    const errors = this.failedOtherwise || this.verdicts.length > 0 ? this.verdicts : this.knockOns;
    const outputs = succeeded ? Object.entries(this.outputs).map(([name, value]) => `${name}: ${JSON.stringify(withoutEnvelopes(value))}`) : [];
    return [...lines(outputs, "lasting"), ...lines([this.summary], "lasting"), ...lines(errors, "error")];
  }

  private tell({ severity, text: raw, type }: ToldEvent): ShownLine[] {
    const text = stripVTControlCharacters(raw);
    // A pause is told by the gate, and by the program once more.
    const key = text.replace(/\.$/, "");
    if (this.told.has(key)) return [];
    this.told.add(key);
    if (severity === "error") return this.tellError(text, type);
    const [, fleet, label, said] = /^fleet (.+?): (step \d+ of \d+): (.*)$/s.exec(text) ?? [];
    const progress = this.fleets.find(({ name }) => name === fleet);
    if (severity === "info" && progress !== undefined && label !== undefined && said !== undefined) return lines(progress.judged(label, said), "passing");
    return lines([severity === "warning" ? `warning: ${text}` : text], "lasting");
  }

  private tellError(text: string, type: string | undefined): ShownLine[] {
    if (type === gateType) {
      this.verdicts.push(text);
      this.fleets.find(({ name }) => text.startsWith(`fleet ${name}: `))?.failed(text);
    } else if (knockOn.test(text)) this.knockOns.push(text);
    else {
      this.failedOtherwise = true;
      return lines([text], "error");
    }
    return [];
  }

  private resource(event: ResourceEvent): ShownLine[] {
    const { type, phase, name, outputs } = event;
    if (type === stackType && phase === "done") this.outputs = outputs;
    if (type === configType) return lines(this.fleets.find((fleet) => fleet.has(name))?.bot(event) ?? [], "passing");
    if (type === gateType) return lines(this.fleets.find((fleet) => fleet.name === event.inputs["fleet"])?.gate(event) ?? [], "lasting");
    return [];
  }

  private get summary(): string {
    const fates = this.fleets.flatMap((fleet) => fleet.fatesOf());
    const count = (fate: BotFate): number => fates.filter((one) => one === fate).length;
    const resources = Object.entries(this.changes).map(([op, number]) => `${String(number)} ${op}`).join(", ");
    if (fates.length === 0) return `resources: ${resources === "" ? "none changed" : resources}`;
    const bots = [`${countedBots(count("changed"))} changed`, `${String(count("unchanged"))} unchanged`];
    const odd = (
      [
        ["taken back", "taken back"],
        ["failed", "failed"],
        ["unreached", "not reached"],
        ["held", "held"],
        ["changing", "in doubt"],
        ["waiting", "not begun"],
      ] as const
    ).flatMap(([fate, what]) => (count(fate) === 0 ? [] : [`${String(count(fate))} ${what}`]));
    return `${[...bots, ...odd].join(", ")}${resources === "" ? "" : ` (resources: ${resources})`}`;
  }
}

function lines(texts: readonly string[], weight: ShownLine["weight"]): ShownLine[] {
  return texts.map((text) => ({ text, weight }));
}

/** An output with every secret as the engine tells it, "[secret]", and not in its envelope. */
function withoutEnvelopes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEnvelopes);
  if (typeof value !== "object" || value === null) return value;
  return secretSignature in value ? "[secret]" : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutEnvelopes(item)]));
}
