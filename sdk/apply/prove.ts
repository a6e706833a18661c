import { formatPath, isPlainObject, parsePath, toPointer, valueAt, type ConfigDocument, type ConfigValue, type Path } from "../config";
import type { Deadline } from "../deadline";
import { isLate, MolthubError } from "../errors";
import { GatewayError, type GatewayClient, type ModelsProbeResult } from "../gateway";
import type { ConfigChange } from "./change";
import type { Pace } from "./pace";
import type { Session } from "./session";

/** Secrets that a bot had another version of before, and what is known of the new one. */
export interface RotatedSecrets {
  /** Paths of those that the vendor accepted, asked by the bot itself. */
  readonly proven: readonly string[];
  /** Paths of those for which the Gateway has no way to ask. */
  readonly unproven: readonly string[];
}

// What a probe of a channel or a model logs in with. A signing secret, or the token of a socket, it does not try.
const provable = new Set(["botToken", "token", "apiKey"]);

/**
 * Proves rotated secrets on the live bot: a channel's token by a probe of its account (`channels.status` with `probe`), a model provider's key
 * by one small turn of a model (`models.probe`, openclaw 2026.9.6).
 *
 * @param changed the paths that were written
 * @throws MolthubError `probe-failed`, naming what was refused
 */
export async function proveRotation(session: Session, change: ConfigChange, before: ConfigDocument | undefined, changed: readonly string[], pace: Pace, deadline: Deadline): Promise<RotatedSecrets> {
  const proven: string[] = [];
  const unproven: string[] = [];
  for (const path of rotatedIn(change, before, changed)) {
    // A connection that breaks says nothing of the secret; one that breaks at this question each time may well.
    const verdict = await session.ask(deadline, (client) => ask(client, path, pace, deadline));
    const { bot } = change;
    if (verdict === "refused") throw new MolthubError("probe-failed", `bot ${bot}: ${formatPath(path)}: the new secret does not work: a probe of ${path.slice(0, path[0] === "models" ? 3 : 2).join(".")} failed with it. Look at the secret where it is kept; "molthub logs ${bot}" has more.`);
    (verdict === "accepted" ? proven : unproven).push(formatPath(path));
  }
  return { proven, unproven };
}

type Verdict = "accepted" | "refused" | "unknown";

/** Where the bot had another secret before: by what the state says of its store, by what was written, and literals that were declared secret. */
function rotatedIn({ wanted, secretPaths, store }: ConfigChange, before: ConfigDocument | undefined, changed: readonly string[]): Path[] {
  const paths = new Set(changed.map((path) => parsePath(path, "changed")).map((path) => toPointer(path.at(-1) === "id" ? path.slice(0, -1) : path)));
  const rotated = new Set(store?.rotated);
  const declared = new Set(secretPaths);
  const found: Path[] = [];
  const visit = (value: ConfigValue, path: Path): void => {
    const pointer = toPointer(path);
    const isReplaced = paths.has(pointer) && before !== undefined && valueAt(before, path) !== undefined;
    if (isPlainObject(value) && value["source"] === "store" && typeof value["id"] === "string") {
      if (rotated.has(value["id"]) || isReplaced) found.push(path);
    } else if (isPlainObject(value)) for (const [key, item] of Object.entries(value)) visit(item as ConfigValue, [...path, key]);
    else if (declared.has(pointer) && isReplaced) found.push(path);
  };
  visit(wanted, []);
  return found;
}

async function ask(client: GatewayClient, path: Path, pace: Pace, deadline: Deadline): Promise<Verdict> {
  const [root, , id = ""] = path;
  if (!provable.has(path.at(-1) ?? "")) return "unknown";
  try {
    if (root === "channels") return await askChannel(client, path, deadline.atMost(pace.probe));
    if (root !== "models") return "unknown";
    return verdictOf(await client.call("models.probe", { provider: id }, deadline.atMost(pace.probe)));
  } catch (error) {
    // A Gateway that does not know the question has no answer; one that asks in vain tries again for minutes.
    if (isLate(error) || (error instanceof GatewayError && (error.code === "unknown-method" || error.code === "invalid-request"))) return "unknown";
    throw error;
  }
}

/** Of the credentials of a provider, that of the document has no profile. */
function verdictOf({ status, results }: ModelsProbeResult): Verdict {
  const own = results.filter(({ profileId }) => profileId === undefined).map((result) => result.status);
  const told = own.length === 0 ? [status] : own;
  if (told.includes("ok")) return "accepted";
  // Anything else, as a provider that does not answer, says nothing of the key.
  return told.includes("auth") || told.includes("billing") ? "refused" : "unknown";
}

async function askChannel(client: GatewayClient, [, channel = "", accounts, named]: Path, deadline: Deadline): Promise<Verdict> {
  const { channelAccounts } = await client.call("channels.status", { probe: true }, deadline);
  const account = accounts === "accounts" ? named : "default";
  const probes = (channelAccounts[channel] ?? []).flatMap(({ accountId, probe }) => (accountId === account && probe !== undefined ? [probe] : []));
  if (probes.length === 0) return "unknown";
  return probes.every(({ ok }) => ok) ? "accepted" : "refused";
}
