import { confirmed, filledAtFirstWrite, hiddenChange, isWithin, parsePath, sealedValues, secretTexts, type ConfigDocument, type Path, type ReadConfig, type SealedValues } from "../config";
import { Deadline } from "../deadline";
import { isLate, messageOf, MolthubError } from "../errors";
import { GatewayError, type GatewayClient } from "../gateway";
import { maskedError } from "../secrets";
import { requireOnlyAdds } from "./adopt";
import { documentOver, revealed, type ConfigChange, type Connect } from "./change";
import { connectedChannels, untilConnectedAgain, type ConnectedChannel } from "./channels";
import { requireKnownBase } from "./fence";
import type { Goal } from "./goal";
import { requireGuarded, requireNoMarker } from "./guard";
import { requirePaths, requireRelease } from "./identity";
import { usualPace, type Pace } from "./pace";
import type { LiveConfig } from "./readLive";
import { proveRotation, type RotatedSecrets } from "./prove";
import { Session } from "./session";
import { settle } from "./settle";
import { detaches, plantSecrets, pruneSecrets, usesStore, type SecretStore } from "./store";
import { notUndoneError, noWayBackError, undo, undoneError } from "./undo";
import { degradedBy, verify } from "./verify";
import { writeDifference, type Written } from "./write";

/** What a transaction did, proven on the live bot. */
export interface ConfigProof {
  /** The paths that were written, as a person reads them; empty when nothing was. */
  readonly changedPaths: readonly string[];
  /** True when the Gateway process took the change by a restart. */
  readonly restarted: boolean;
  /** Absent on Clawdbot. */
  readonly bootId?: string;
  readonly sealed: SealedValues;
  /** What the bot ran before the first write, as far as it lets itself be read; absent when nothing was written, or there was nothing. */
  readonly before?: ConfigDocument;
  /** The config as it was read in the end. */
  readonly read: ReadConfig;
  /** What the bot runs without, because it cannot get a secret that was not part of this change, or of its first one; absent when it is all there. */
  readonly missing?: string;
  /** Secrets of which the bot had another version before. */
  readonly rotated: RotatedSecrets;
  /** False when entries of its store that nothing refers to could not be deleted; the next change tries again. */
  readonly pruned: boolean;
}

/** Told what is about to be written, before the first byte, and what came of it. */
export interface ChangeObserver {
  intent(paths: readonly string[]): void;
  result(outcome: "live" | "undone" | "not-undone" | "refused" | "interrupted", facts: { readonly failure?: string; readonly restarted?: boolean }): void;
}

const attempts = 3;

/**
 * Makes a live bot run a document: reads it, refuses what nobody planned, writes what differs with the hash of what was read, waits until it
 * is in use, proves it by reading back, and takes it back when that fails. Writes nothing when the bot runs the document already.
 *
 * @param connect connects with scope `operator.admin`, waiting for a Gateway that is just starting
 * @throws MolthubError; those after which nothing was written: `edited`, `not-planned`, `not-adopted`, `wrong-release`, `path-mismatch`,
 * `composed`, `loses-mode`, `locks-out`, `redaction-marker`, `unproven-reference`, `config-refused`, `read-only`, `busy`, `write-rejected`,
 * `rate-limited`, those of a saved plan (`edited-since-plan`, `not-in-plan`, `no-plan`), GatewayError `unreachable` and the like. Those after which the old document is back: `not-applied`, `verify-failed`,
 * `secret-missing`, `channel-lost`, `write-lost`. `not-undone`: look at the bot. `engine-gone`: the old or the new document
 */
export async function applyConfig(connect: Connect, change: ConfigChange, observer: ChangeObserver, deadline: Deadline, pace: Pace = usualPace): Promise<ConfigProof> {
  const run = new Run(connect, change, observer, deadline, pace);
  let proof: ConfigProof;
  try {
    proof = await run.forward();
  } catch (error) {
    // A Gateway may quote what it was given.
    throw maskedError(run.began ? await run.backward(error) : error, secretsOf(change));
  } finally {
    await run.session.close();
  }
  if (run.began) observer.result("live", { restarted: proof.restarted });
  return proof;
}

function secretsOf({ bot, sealed, wanted, secretPaths }: ConfigChange): string[] {
  // A variable of a bot may well have its name.
  return [...secretTexts(sealed, wanted), ...secretTexts(sealedValues(wanted, {}, secretPaths), wanted)].filter((text) => text !== bot);
}

/** One change, from the first look at the bot to its proof or the way back. */
class Run {
  /** True once a write was announced. */
  began = false;
  readonly session: Session;
  /** True once something may have been written. */
  private isTouched = false;
  private wasLost = false;
  /**
   * Where the Gateway writes keys of its own beside ours, with the first file of a bot and over one that a person made (openclaw 2026.9.6;
   * only then): they go again, and nothing else with them.
   */
  private unasked: ((path: Path) => boolean) | undefined;
  private before: ConfigDocument | undefined;
  private readBefore: ReadConfig | undefined;
  /** Entries that were put into the bot's store, once that was looked after. */
  private planted: readonly string[] | undefined;
  private channels: readonly ConnectedChannel[] = [];
  private readonly goal: Goal;

  constructor(
    connect: Connect,
    private readonly change: ConfigChange,
    private readonly observer: ChangeObserver,
    private readonly deadline: Deadline,
    private readonly pace: Pace,
  ) {
    this.session = new Session(connect, pace);
    const { bot, release } = change;
    this.goal = { bot, release, known: (live) => revealed(live, change), target: (live) => documentOver(live, change), permit: (...asked) => this.permit(...asked), touched: () => void (this.isTouched = true) };
  }

  async forward(): Promise<ConfigProof> {
    const { session, change, goal, deadline, pace } = this;
    const { bot, wanted, unmanaged, secretPaths } = change;
    requireNoMarker(change);
    const written = await this.write();
    // A document that is there already may refer to what somebody deleted.
    if (this.planted === undefined) await session.ask(deadline, (client) => this.plant(client));
    let settled = await settle(session, goal, written.outcome, pace, deadline);
    let isRewritten = false;
    const again = async (): Promise<void> => {
      const { outcome } = await this.write();
      isRewritten ||= outcome !== "nothing";
      settled = await settle(session, goal, outcome, pace, deadline);
    };
    if (this.began && this.before === undefined) this.unasked = () => true;
    if (this.began && this.unasked !== undefined) await again();
    // A restart came between the writes that make the file smaller.
    if (settled.live.padded) await again();
    requirePaths(settled.live.path, settled, change);
    const document = verify(settled, bot, wanted, unmanaged);
    const { what, isOurs } = degradedBy(settled.degraded, written.changedPaths);
    // Where there is no old document, the bot stays as it is, and that is said of it.
    if (what !== undefined && isOurs && this.before !== undefined) throw new MolthubError("secret-missing", `bot ${bot}: takes its document, but runs without ${what}. Give the bot what the document refers to, in \`env:\`, and run "pulumi up" again.`);
    await untilConnectedAgain(session, bot, this.channels, document, pace, deadline);
    const { store } = change;
    const rotated = await proveRotation(session, change, this.before, written.changedPaths, pace, deadline);
    const isPruning = store !== undefined && usesStore(store) && (this.began || (this.planted?.length ?? 0) > 0 || detaches(store));
    const pruned = !isPruning || (await this.prune(store, [...store.entries.map(({ name }) => name), ...store.keep]));
    const { bootId } = settled;
    return {
      changedPaths: written.changedPaths,
      restarted: bootId === undefined ? isRewritten || written.outcome !== "nothing" : bootId !== written.bootId,
      ...(bootId !== undefined && { bootId }),
      sealed: sealedValues(wanted, document, secretPaths),
      ...(this.before !== undefined && { before: this.before }),
      read: settled.live.read,
      ...(what !== undefined && { missing: what }),
      rotated,
      pruned,
    };
  }

  /** What to throw: both stories, or only the first where there is no way back, or nothing more may be written. */
  async backward(error: unknown): Promise<unknown> {
    const { before, change, observer, pace } = this;
    const told = (outcome: Parameters<ChangeObserver["result"]>[0], what: MolthubError, failure = what): MolthubError => {
      observer.result(outcome, { failure: failure.code });
      return what;
    };
    const plain = error instanceof MolthubError ? error : new MolthubError("failed", `bot ${change.bot}: ${messageOf(error)}.`);
    if (plain.code === "engine-gone") return told("interrupted", plain);
    if (!this.isTouched) return told("refused", plain);
    // Errors of a connection or a deadline do not say which bot it is.
    const failure = plain instanceof GatewayError || isLate(plain) ? new MolthubError(plain.code, `bot ${change.bot}: ${plain.message}.`, { cause: plain }) : plain;
    if (before === undefined) return told("not-undone", noWayBackError(change.bot, failure));
    try {
      const undone = await undo(this.session, { ...change, sealed: this.knownSecrets(before) }, before, pace, Deadline.after(pace.undo, `bot ${change.bot} to take its old document back`));
      // A reference that had to stay needs its entry.
      if (change.store !== undefined && change.store.entries.length > 0 && undone.lost.length === 0) await this.prune(change.store, change.store.before);
      return told("undone", undoneError(failure, undone));
    } catch (second) {
      return told("not-undone", notUndoneError(change.bot, failure, second), failure);
    }
  }

  /** Secrets that the bot had before: of those that somebody replaced, only the bot knows the value. */
  private knownSecrets(before: ConfigDocument): SealedValues {
    const { base, takenBackTo, sealed: proven } = this.change;
    const sealed = takenBackTo === undefined ? proven : { ...sealedValues(takenBackTo, before, []), ...proven };
    const isReplaced = base !== undefined && this.readBefore !== undefined && hiddenChange(base.seen, this.readBefore, base.key) === "changed";
    return isReplaced ? confirmed(sealed, before) : sealed;
  }

  private async permit(live: LiveConfig, paths: readonly string[], client: GatewayClient): Promise<void> {
    const { change } = this;
    requirePaths(live.path, client.hello, change);
    if (paths.length > 0 && !paths.every((path) => this.unasked?.(parsePath(path, "changed")) ?? false)) {
      requireOnlyAdds(live, change);
      requireKnownBase(live, change);
      requireGuarded(live, change);
      change.fence?.(live);
    }
    if (!this.isTouched) {
      this.before = live.document;
      this.readBefore = live.read;
      const filled = live.document === undefined ? [] : filledAtFirstWrite(live.read.parsed, change.release);
      if (filled.length > 0) this.unasked = (path) => filled.some((own) => isWithin(path, own));
      this.channels = await connectedChannels(client, live.document, this.deadline.atMost(this.pace.answer));
    }
    change.mayWrite();
    if (!this.began) this.observer.intent(paths);
    this.began = true;
    // Before the document that refers to them.
    if (this.planted === undefined) await this.plant(client);
  }

  private async plant(client: GatewayClient): Promise<void> {
    const { store, mayWrite } = this.change;
    this.planted = store === undefined ? [] : await plantSecrets(client, store, mayWrite, this.pace, this.deadline);
  }

  /** What nothing refers to any more goes last. If that fails, the next change does it. */
  private async prune({ names }: SecretStore, needed: readonly string[]): Promise<boolean> {
    try {
      await this.session.ask(this.deadline, (client) => pruneSecrets(client, names, needed, this.change.mayWrite, this.pace, this.deadline));
      return true;
    } catch {
      // The bot is as it should be: an entry too many is no reason to say otherwise.
      return false;
    }
  }

  /**
   * Writes, and looks again when the connection breaks: what was written shows no difference then. What cannot be read back is written again,
   * so that no lost write is taken for a done one.
   */
  private async write(): Promise<Written & { readonly bootId: string | undefined }> {
    const { session, change, goal, deadline, pace } = this;
    const changed = new Set<string>();
    let first: GatewayClient | undefined;
    for (let attempt = 1; ; attempt++) {
      // A bot that does not answer at all fails soon; one that was there a moment ago has the whole deadline.
      const client = await session.client(attempt === 1 ? deadline.atMost(pace.firstAnswer) : deadline);
      const { bootId } = (first ??= client).hello;
      requireRelease(client.hello, change);
      const { changedPaths, outcome } = await writeDifference(client, goal, pace, deadline);
      for (const path of changedPaths) changed.add(path);
      if (outcome !== "lost") return { changedPaths: [...changed], outcome: this.wasLost && outcome === "nothing" ? "lost" : outcome, bootId };
      await session.close();
      if (this.began) this.wasLost = true;
      if (attempt < attempts) continue;
      if (!this.began) throw new GatewayError("unreachable", "its gateway takes connections, but does not answer");
      throw new MolthubError("write-lost", `bot ${change.bot}: the connection broke during the write, ${String(attempts)} times.`);
    }
  }
}
