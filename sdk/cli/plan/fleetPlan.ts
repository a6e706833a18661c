import { z } from "zod";
import { ConfigSchema, diffDocuments, formatPath, shownValue, type ConfigDocument, type GatewayRelease, type Impact, type Path } from "../../config";
import type { HostImpact } from "../../providers/hostImpact";
import { configType, hostType } from "../stackBots";
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
  readonly bot: string;
  readonly action: "create" | "update" | "delete" | "none";
  /** The strongest of what happens to it. */
  readonly class: "create" | "delete" | "start" | "restart" | "hot" | "none" | "unchanged";
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

const release = z.object({ package: z.string(), version: z.string() });
const creates = new Set(["create", "create-replacement", "replace"]);

/** What a preview says of the bots, in the order of their names. */
export function fleetPlan(resources: readonly PreviewedResource[]): BotPlan[] {
  const bots = new Map<string, Seen>();
  for (const resource of resources) {
    const bot = resource.news["bot"] ?? resource.olds["bot"];
    if (typeof bot !== "string" || (resource.type !== configType && resource.type !== hostType)) continue;
    const seen = bots.get(bot) ?? {};
    bots.set(bot, { ...seen, [resource.type === configType ? "config" : "host"]: resource });
  }
  return [...bots].sort(([a], [b]) => (a < b ? -1 : 1)).map(([bot, seen]) => planOf(bot, seen));
}

function planOf(bot: string, { config, host }: Seen): BotPlan {
  const none = { bot, leaves: [], host: [], irreversible: [] };
  if (config === undefined || config.op === "delete") return { ...none, action: "delete", class: "delete" };
  if (creates.has(config.op)) return { ...none, action: "create", class: "create" };
  const impact = (config.news["impact"] ?? { class: "unchanged" }) as Impact;
  const hostImpact = (host?.news["impact"] ?? { class: "unchanged" }) as HostImpact;
  const leaves = leavesOf(config, impact);
  const { undoWrites, irreversible = [] } = impact;
  const action = impact.class === "unchanged" && hostImpact.class === "unchanged" ? "none" : "update";
  return { bot, action, class: strongest(impact, hostImpact), leaves, host: hostImpact.changes ?? [], irreversible, ...(undoWrites !== undefined && { undoWrites }) };
}

function strongest(impact: Impact, host: HostImpact): BotPlan["class"] {
  if (host.class === "start" || host.class === "restart") return host.class;
  return host.class === "create" ? "create" : impact.class;
}

function leavesOf({ olds, news }: PreviewedResource, impact: Impact): PlannedLeaf[] {
  const schema = ConfigSchema.of(release.parse(news["release"]) satisfies GatewayRelease);
  const changes = diffDocuments((olds["document"] ?? {}) as ConfigDocument, (news["document"] ?? {}) as ConfigDocument);
  const values = new Map(changes.map(({ path, before, after }) => [formatPath(path), { path, before, after }]));
  const classes = (["restart", "hot", "none"] as const).flatMap((kind) => (impact[kind] ?? []).map((path) => ({ path, kind })));
  return classes.map(({ path, kind }) => {
    const secret = impact.secrets?.includes(path) === true;
    const unknown = impact.unknown?.includes(path) === true;
    return { path, ...shownChange(values.get(path), secret, schema), class: kind, secret, unknown };
  });
}

/** A secret that changes reads the same before and after, so that a preview may show no difference. */
function shownChange(change: { path: Path; before: unknown; after: unknown } | undefined, secret: boolean, schema: ConfigSchema): { before?: unknown; after?: unknown } {
  if (change === undefined) return { before: "[secret]", after: "[secret]" };
  const shown = (value: unknown): unknown => (secret ? "[secret]" : shownValue(value, change.path, schema));
  return { ...(change.before !== undefined && { before: shown(change.before) }), ...(change.after !== undefined && { after: shown(change.after) }) };
}
