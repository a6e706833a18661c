import { covers, diffDocuments, isPlainObject, parsePattern, redactionMarker, referencesIn, valueAt, withoutUnmanaged, type Change, type ConfigDocument, type Path } from "../config";
import { MolthubError } from "../errors";
import { documentOver, revealed, type ConfigChange } from "./change";
import { listed } from "./listed";
import type { LiveConfig } from "./readLive";

/**
 * Refuses a write that would do what no plan showed, or what no plan may.
 *
 * @throws MolthubError `not-planned`, `loses-mode`, `locks-out`, `composed`, `unproven-reference`: nothing was written
 */
export function requireGuarded(live: LiveConfig, change: ConfigChange): void {
  const { bot, unmanaged } = change;
  if (live.composed) {
    throw new MolthubError("composed", `bot ${bot}: its config is composed of several files ($include), so what it runs cannot be compared with one document. Nothing was written. Put all of it into one file on the bot (molthub import shows what it has), or leave the bot to whoever composes it.`);
  }
  if (live.document === undefined) return;
  const target = documentOver(live.document, change);
  // A value that the bot starts with, at a path of its own, is in no plan: it goes where there is none.
  const differing = diffDocuments(withoutUnmanaged(revealed(live.document, change), unmanaged), withoutUnmanaged(target, unmanaged));
  const lost = differing.filter(({ path }) => change.planned !== undefined && !isPlanned(path, change.planned));
  if (lost.length > 0) {
    throw new MolthubError("not-planned", `bot ${bot}: the write would also change ${listed(lost.map(({ path }) => path))}, which the plan does not show. Nothing was written. Run "pulumi preview --refresh", and "pulumi up --refresh" if that is what you want.`);
  }
  if (valueAt(live.document, ["gateway", "mode"]) !== undefined && valueAt(target, ["gateway", "mode"]) === undefined) {
    throw new MolthubError("loses-mode", `bot ${bot}: the document has no gateway.mode, without which a gateway does not start. Nothing was written. Set gateway.mode in a layer, as in { gateway: { mode: "local" } }.`);
  }
  const locks = change.hosted === true ? [] : differing.filter(isOfAccess);
  if (locks.length > 0) {
    throw new MolthubError("locks-out", `bot ${bot}: a change of ${listed(locks.map(({ path }) => path))} would lock Molthub out, and with it the way back. Nothing was written. Change it on the bot, give the new token in \`target: { external: { address, token } }\`, and leave the path to the bot by \`unmanaged\`.`);
  }
  requireProvenReferences(live.document, target, change);
}

/** True for a change of how a Gateway knows who connects. That it asks for a token may be said or not: it does anyway. */
function isOfAccess({ path: [first, second, third], after }: Change): boolean {
  if (first !== "gateway" || second !== "auth") return false;
  return third === "mode" ? after !== undefined && after !== "token" : third === "token" || third === "password";
}

/** True for a path that the plan shows, or that lies in one. */
export function isPlanned(path: Path, planned: readonly string[]): boolean {
  return planned.some((text) => covers(parsePattern(text, "planned"), path));
}

/**
 * The marker stands for a value that only the bot knows: as a value of ours it means nothing.
 *
 * @throws MolthubError `redaction-marker`: nothing was written
 */
export function requireNoMarker({ bot, wanted }: ConfigChange): void {
  const found = pathsOf(wanted, (value) => value === redactionMarker);
  if (found.length === 0) return;
  throw new MolthubError("redaction-marker", `bot ${bot}: ${listed(found)} is "${redactionMarker}", which a gateway shows in place of a secret. Nothing was written. Give the value or a reference to it, or leave the path to the bot by \`unmanaged\`.`);
}

/**
 * A Clawdbot takes a document with `${NAME}`, and ends for good when its environment lacks the name (2026.1.24-3): nothing over the network
 * can mend that. What its present config refers to is there, or it would not run.
 */
function requireProvenReferences(live: ConfigDocument, target: ConfigDocument, { bot, release, environment }: ConfigChange): void {
  if (release.package !== "clawdbot") return;
  const own = valueAt(target, ["env", "vars"]);
  const known = new Set([...namesIn(live), ...environment, ...(isPlainObject(own) ? Object.keys(own) : []), "CLAWDBOT_STATE_DIR", "HOME"]);
  const unproven = [...namesIn(target)].filter((name) => !known.has(name));
  if (unproven.length === 0) return;
  throw new MolthubError("unproven-reference", `bot ${bot}: the document refers to ${unproven.map((name) => `\${${name}}`).join(", ")}, and a Clawdbot whose environment lacks one of them does not start again. Nothing was written. Give the gateway what is missing and say so: \`target: { external: { address, token, env: [${unproven.map((name) => JSON.stringify(name)).join(", ")}] } }\`.`);
}

function namesIn(document: ConfigDocument): Set<string> {
  const names = new Set<string>();
  pathsOf(document, (value) => {
    if (typeof value === "string") for (const name of referencesIn(value)) names.add(name);
    return false;
  });
  return names;
}

function pathsOf(value: unknown, wanted: (value: unknown) => boolean, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return wanted(value) ? [path] : [];
  return Object.entries(value).flatMap(([key, item]) => pathsOf(item, wanted, [...path, key]));
}
