import { formatPath, hideShapes, holdsUnknown, type Path } from "../sdk/config";
import { botEvidence } from "./evidence/botEvidence";
import { ConfigEvidence } from "./evidence/configEvidence";
import { hostEvidence } from "./evidence/hostEvidence";
import type { EvidenceKind, Finding, Judge, Rule, Violation } from "./rule";

/** A resource as the engine shows it to a policy. */
export interface JudgedResource {
  readonly type: string;
  readonly urn: string;
  /** URN of the parent, where there is one. */
  readonly parent?: string | undefined;
  /** Unknown leaves as `isUnknown` tells them. */
  readonly inputs: unknown;
}

export const evidenceTypes: Readonly<Record<EvidenceKind, string>> = {
  bot: "molthub:index:MoltbotInstance",
  host: "pulumi-nodejs:dynamic/molthub:LocalGateway",
  config: "pulumi-nodejs:dynamic/molthub:GatewayConfig",
};

/** Types of the resources that a judge must be shown. One that needs a component also looks for documents that have none. */
export function typesOf(judge: Judge<unknown>): string[] {
  const isShown = (kind: EvidenceKind): boolean => judge[kind] !== undefined || (kind === "config" && judge.bot !== undefined);
  return (["bot", "host", "config"] as const).filter(isShown).map((kind) => evidenceTypes[kind]);
}

/**
 * What a rule has against a resource. What it needs and does not find is a violation.
 *
 * @param judge that of this rule, the same one for all resources of a run
 */
export function judgeResource<Options>(rule: Rule, judge: Judge<Options>, options: Options, resource: JudgedResource): Violation[] {
  const { name, remedy } = rule;
  const bot = nameOf(resource);
  return findingsOf(judge, options, resource).map((finding) => ({ remedy, ...finding, rule: name, bot }));
}

function findingsOf<Options>(judge: Judge<Options>, options: Options, { type, urn, parent, inputs }: JudgedResource): readonly Finding[] {
  const place = { instance: parent ?? urn, bot: nameOf({ urn, inputs }) };
  if (type === evidenceTypes.bot && judge.bot !== undefined) {
    if (holdsUnknown(inputs)) return [undecided(["projection"])];
    const projection = botEvidence(inputs);
    if (projection === undefined) return [missing("projection", "Run without PULUMI_NODEJS_SKIP_COMPONENT_INPUTS, and with the Molthub that this pack is of.")];
    return judge.bot(projection, options, { ...place, instance: urn });
  }
  if (type === evidenceTypes.host && judge.host !== undefined) {
    const host = hostEvidence(inputs);
    return host === undefined ? [missing("the host", "Run with the Molthub that this pack is of.")] : judge.host(host, options, place);
  }
  if (type !== evidenceTypes.config) return [];
  const alone = judge.bot !== undefined && !hasInstance(urn) ? [missing("projection", "Declare the bot as a MoltbotInstance, or in a MoltbotFleet.")] : [];
  if (judge.config === undefined) return alone;
  const config = ConfigEvidence.of(inputs);
  if (config === undefined) return [...alone, hasUnknownDocument(inputs) ? undecided([]) : missing("document", "Run with the Molthub that this pack is of.")];
  const found = judge.config(config, options, place);
  return [...alone, ...found, ...config.unseen];
}

/** One line: bot, path, what is wrong, what to do, rule. Never a value. */
export function violationText({ rule, bot, path, pattern = formatPath(path), what, remedy, undecided: open }: Violation): string {
  const fate = open === true ? ", so it is judged at up, before the bot is written" : "";
  // A key is data of a user's, and may be anything.
  return `bot ${hideShapes(bot)}: ${hideShapes(pattern)} ${what}${fate}. ${remedy} (${rule})`;
}

function missing(path: string, remedy: string): Finding {
  return { path: [path], what: "is missing, so this rule cannot judge the bot", remedy };
}

function undecided(path: Path): Finding {
  return { path, what: "is not known yet", undecided: true };
}

function hasUnknownDocument(inputs: unknown): boolean {
  return typeof inputs === "object" && inputs !== null && holdsUnknown({ ...inputs, connection: undefined });
}

/** urn:pulumi:<stack>::<project>::<types of the parents>$<type>::<name> */
function hasInstance(urn: string): boolean {
  return urn.split("::")[2]?.includes(`${evidenceTypes.bot}$`) === true;
}

function nameOf({ urn, inputs }: Pick<JudgedResource, "urn" | "inputs">): string {
  const bot = typeof inputs === "object" && inputs !== null && "bot" in inputs ? inputs.bot : undefined;
  return typeof bot === "string" && !holdsUnknown(bot) ? bot : (urn.split("::").at(-1) ?? urn);
}
