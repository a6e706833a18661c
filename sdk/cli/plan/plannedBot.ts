import type { PlannedBot } from "../../apply";
import { digestOf, fingerprint, fingerprintsOf, isPlainObject, isUnknown, publicDigestOf, reveal, toPointer, withoutUnmanaged, type ConfigDocument, type Path } from "../../config";
import type { StackBot } from "../stackBots";
import { secretSignature } from "../stackState";
import type { BotPlan } from "./fleetPlan";
import type { Live } from "./readLives";

/** A bot's document as a preview tells it. */
export interface PreviewedDocument {
  /** Secrets are envelopes, and what is not known yet is Pulumi's marker. */
  readonly document: ConfigDocument;
  readonly unmanaged: readonly string[];
  /** JSON Pointers of what is secret or not known yet. */
  readonly hidden: readonly string[];
}

/** What a preview says of the document in the inputs of a GatewayConfig; undefined where there is none. */
export function previewedDocument(news: Readonly<Record<string, unknown>>): PreviewedDocument | undefined {
  const { document, unmanaged = [], secretPaths } = news;
  if (!isPlainObject(document)) return undefined;
  const declared = Array.isArray(secretPaths) ? secretPaths.filter((pointer): pointer is string => typeof pointer === "string" && !isUnknown(pointer)) : [];
  return { document: document as ConfigDocument, unmanaged: unmanaged as string[], hidden: [...new Set([...hiddenLeaves(document), ...declared])] };
}

/** One bot of a plan as it is kept in a file. */
export function plannedBot({ urn, bot, action, class: kind, leaves, host }: BotPlan, previewed: PreviewedDocument | undefined, known: StackBot | undefined, live: Live | undefined): PlannedBot {
  const none = { urn, bot, action, class: kind, without: [], unmanaged: [], paths: leaves.map(({ path }) => path), host: [...host] };
  if (action === "delete" || previewed === undefined) return none;
  const { document, unmanaged, hidden } = previewed;
  const entry = { ...none, unmanaged: [...unmanaged], without: [...hidden], wanted: publicDigestOf(document, unmanaged, hidden) };
  // Whatever is at a new address is not the bot that the stack knows.
  if (action === "create" || known === undefined) return entry;
  const { sealed, key } = known.applied;
  const dataId = fingerprint(known.dataId, key);
  if (live === undefined || "unreachable" in live || live.document === undefined) return { ...entry, dataId };
  const base = fingerprintsOf(withoutUnmanaged(reveal(live.document, sealed), unmanaged), key);
  return { ...entry, dataId, base: { digest: digestOf(base), leaves: base } };
}

/** Leaves that a preview does not show: secrets, texts that hold a secret of the stack's settings, and what is not known yet. */
function hiddenLeaves(document: Readonly<Record<string, unknown>>): string[] {
  const visit = (value: unknown, path: Path): string[] => {
    if (isPlainObject(value) && !isEnvelope(value)) return Object.entries(value).flatMap(([key, item]) => visit(item, [...path, key]));
    return isHidden(value) ? [toPointer(path)] : [];
  };
  return visit(document, []);
}

function isHidden(value: unknown): boolean {
  if (typeof value === "string") return isUnknown(value) || value.includes("[secret]");
  if (Array.isArray(value)) return value.some(isHidden);
  return isPlainObject(value) && (isEnvelope(value) || Object.values(value).some(isHidden));
}

function isEnvelope(value: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(value, secretSignature);
}
