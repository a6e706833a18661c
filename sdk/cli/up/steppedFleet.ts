import { fleetType } from "../freeze/freeze";
import type { Preview, PreviewedResource } from "../plan/preview";
import { gateType } from "../rollout/pausedRollout";
import { configType, hostType } from "../stackBots";
import { nameOf } from "./engineEvent";

/** A fleet as an update goes through it. */
export interface SteppedFleet {
  readonly fleet: string;
  /** The steps of its rollout in their order; a fleet without one has a single step without a label. */
  readonly steps: readonly FleetStep[];
}

export interface FleetStep {
  /** As people read it, "step 2 of 5". */
  readonly label?: string;
  readonly bots: readonly PlannedBotChange[];
}

export interface PlannedBotChange {
  readonly bot: string;
  /** Name of its GatewayConfig among the stack's resources. */
  readonly resource: string;
  /** The preview would change it. */
  readonly changes: boolean;
}

const gone = new Set(["delete", "delete-replaced"]);

/** The fleets of a preview, and the bots that are in none: these come last, under an empty name. */
export function steppedFleets({ resources }: Preview): SteppedFleet[] {
  const present = resources.filter(({ op }) => !gone.has(op));
  const of = (type: string): PreviewedResource[] => present.filter((resource) => resource.type === type);
  const changing = new Set([...of(configType), ...of(hostType)].filter(({ op }) => op !== "same").map(({ urn }) => nameOf(urn).replace(/-gateway$/, "-config")));
  const change = (bot: string, resource: string): PlannedBotChange => ({ bot, resource, changes: changing.has(resource) });
  const fleets = of(fleetType).map(({ urn, news }): SteppedFleet => {
    const fleet = nameOf(urn);
    const bots = texts(news["bots"]).map((bot) => change(bot, `${fleet}-${bot}-config`));
    return { fleet, steps: stepsOf(bots, of(gateType).filter((gate) => gate.news["fleet"] === fleet)) };
  });
  const inFleet = new Set(fleets.flatMap(({ steps }) => steps.flatMap(({ bots }) => bots.map(({ resource }) => resource))));
  const alone = of(configType).flatMap(({ urn, news }) => (inFleet.has(nameOf(urn)) ? [] : [change(String(news["bot"]), nameOf(urn))]));
  return [...fleets, ...(alone.length === 0 ? [] : [{ fleet: "", steps: [{ bots: alone }] }])];
}

/** A gate names the bots behind it: a step is what is behind the gate before, and not behind its own. */
function stepsOf(bots: readonly PlannedBotChange[], gates: readonly PreviewedResource[]): FleetStep[] {
  if (gates.length === 0) return [{ bots }];
  const inOrder = gates.map(({ news }) => ({ label: String(news["label"]), later: new Set(texts(news["later"])) })).sort((a, b) => b.later.size - a.later.size || stepNumber(a.label) - stepNumber(b.label));
  return inOrder.map(({ label, later }, at) => ({ label, bots: bots.filter(({ bot }) => !later.has(bot) && (inOrder[at - 1]?.later.has(bot) ?? true)) }));
}

function stepNumber(label: string): number {
  return Number(/\d+/.exec(label)?.[0]);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The rollouts of a preview, by their ids; not those that are known only at the update. */
export function rolloutsOf({ resources }: Preview): string[] {
  const ids = resources.filter(({ type, op }) => type === gateType && !gone.has(op)).map(({ news }) => news["rolloutId"]);
  return [...new Set(ids.filter((id): id is string => typeof id === "string" && /^[0-9a-f]{10}$/.test(id)))];
}
