import { ConfigSchema, diffDocuments, formatPath, shownValue, type ConfigDocument, type GatewayRelease, type Impact, type Path } from "../../config";
import type { HostImpact } from "../../providers/hostImpact";
import { release } from "../../providers/inputs";
import { configType, hostType, instanceOf } from "../stackBots";
import type { PreviewedResource } from "./preview";

/** A leaf that would change. */
export interface PlannedLeaf {
  readonly path: string;
  /** As it may be shown; undefined where the leaf is absent. A secret reads `[secret]`. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** How it takes effect, by the table of the bot's release. */
  readonly class: "restart" | "hot" | "none";
  readonly secret: boolean;
  /** The new value is not known before the update. */
  readonly unknown: boolean;
  /** What the live bot says of it, where it was asked. */
  readonly live?: "restart" | "hot" | "none";
}

/** What would happen to one bot. */
export interface BotPlan {
  /** URN of its GatewayConfig: names are unique in a fleet only. */
  readonly urn: string;
  readonly bot: string;
  readonly action: "create" | "update" | "delete" | "none";
  /** The strongest of what happens to it. */
  readonly class: "create" | "delete" | "start" | "restart" | "hot" | "none" | "unchanged";
  /** True for an update without a change of its config: one did not reach the bot yet, or its address or token is new. */
  readonly goesOn?: boolean;
  readonly leaves: readonly PlannedLeaf[];
  /** What changes in how its process is started. */
  readonly host: readonly string[];
  /** In how many writes the change of its document can be taken back. */
  readonly undoWrites?: number;
  /** Paths whose old value only the bot knows. */
  readonly irreversible: readonly string[];
  /** Why the bot could not be asked; absent for one that answered, or that nobody asked. */
  readonly unreachable?: string;
}

interface Seen {
  config?: PreviewedResource;
  host?: PreviewedResource;
}

const creates = new Set(["create", "import", "replace"]);

// The other half of a replacement, which tells nothing new.
const halves = new Set(["create-replacement", "delete-replaced"]);

/**
 * What a preview says of the bots, in the order of their names. A name may be there twice: in two fleets, and where a fleet is renamed
 * one goes and one comes.
 */
export function fleetPlan(resources: readonly PreviewedResource[]): BotPlan[] {
  const bots = new Map<string, Seen & { readonly bot: string }>();
  for (const resource of resources) {
    const bot = resource.news["bot"] ?? resource.olds["bot"];
    if (typeof bot !== "string" || (resource.type !== configType && resource.type !== hostType) || halves.has(resource.op)) continue;
    const key = instanceOf(resource.urn);
    bots.set(key, { ...bots.get(key), bot, [resource.type === configType ? "config" : "host"]: resource });
  }
  return [...bots.values()].sort((a, b) => (a.bot < b.bot ? -1 : 1)).map(({ bot, ...seen }) => planOf(bot, seen));
}

function planOf(bot: string, { config, host }: Seen): BotPlan {
  const none = { urn: config?.urn ?? "", bot, leaves: [], host: [], irreversible: [] };
  if (config === undefined || config.op === "delete") return { ...none, action: "delete", class: "delete" };
  const impact = (config.news["impact"] ?? { class: "unchanged" }) as Impact;
  if (creates.has(config.op) || impact.class === "create") return { ...none, action: "create", class: "create" };
  const hostImpact = host === undefined ? ({ class: "unchanged" } as const) : hostImpactOf(host);
  const leaves = leavesOf(config, impact);
  const { undoWrites, irreversible = [] } = impact;
  const action = impact.class === "unchanged" && hostImpact.class === "unchanged" ? "none" : "update";
  const goesOn = action === "none" && config.op === "update";
  return { ...none, action, class: strongest(impact, hostImpact), ...(goesOn && { goesOn }), leaves, host: hostImpact.changes ?? [], irreversible, ...(undoWrites !== undefined && { undoWrites }) };
}

/** A host that goes while its bot stays is a bot that moves to another target: its process ends. */
function hostImpactOf({ op, news }: PreviewedResource): HostImpact {
  if (op === "delete") return { class: "restart", changes: ["target"] };
  return op === "create" ? { class: "restart", changes: ["target"] } : ((news["impact"] ?? { class: "unchanged" }) as HostImpact);
}

function strongest(impact: Impact, host: HostImpact): BotPlan["class"] {
  if (host.class === "start" || host.class === "restart") return host.class;
  return impact.class;
}

function leavesOf({ olds, news }: PreviewedResource, impact: Impact): PlannedLeaf[] {
  const schema = ConfigSchema.of(release.parse(news["release"]) satisfies GatewayRelease);
  const changes = diffDocuments((olds["document"] ?? {}) as ConfigDocument, (news["document"] ?? {}) as ConfigDocument);
  const values = new Map(changes.map(({ path, before, after }) => [formatPath(path), { path, before, after }]));
  const classes = (["restart", "hot", "none"] as const).flatMap((kind) => (impact[kind] ?? []).map((path) => ({ path, kind })));
  return classes.map(({ path, kind }) => {
    const secret = impact.secrets?.includes(path) === true;
    const unknown = impact.unknown?.includes(path) === true;
    const { after, ...before } = shownChange(values.get(path), secret, schema);
    return { path, ...before, ...(after !== undefined && !unknown && { after }), class: kind, secret, unknown };
  });
}

/** A secret that changes reads the same before and after, so that a preview may show no difference. */
function shownChange(change: { path: Path; before: unknown; after: unknown } | undefined, secret: boolean, schema: ConfigSchema): { before?: unknown; after?: unknown } {
  if (change === undefined) return secret ? { before: "[secret]", after: "[secret]" } : {};
  const shown = (value: unknown): unknown => (secret ? "[secret]" : shownValue(value, change.path, schema));
  return { ...(change.before !== undefined && { before: shown(change.before) }), ...(change.after !== undefined && { after: shown(change.after) }) };
}
