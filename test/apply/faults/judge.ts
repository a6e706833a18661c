import { canonicalJson, diffDocuments, isPlainObject, storedAs, valueAt, withoutUnmanaged, type ConfigDocument } from "../../../sdk/config";
import { messageOf, MolthubError } from "../../../sdk/errors";
import { mergePatchOfRfc } from "../../config/rfc7396";
import { planted, releases } from "./pools";
import { isHopeless, passes, type Attempt, type History } from "./run";
import { ownPart } from "./scenario";

// Keys that a gateway writes beside ours into a file that was not there; they go again (openclaw 2026.9.6).
const firstWords: ConfigDocument = { plugins: { entries: Object.fromEntries(["anthropic", "codex"].map((id) => [id, { config: { sessionCatalog: { enabled: false } } }])) } };

/** What is wrong with a run: empty when everything that a user may rely on held. */
export function problemsOf(history: History): string[] {
  return new Judge(history).problems();
}

class Judge {
  private readonly found: string[] = [];
  private readonly old: ConfigDocument;
  private readonly wanted: ConfigDocument;

  constructor(private readonly history: History) {
    const { old, wanted, own } = history.scenario;
    const whole = (document: ConfigDocument): ConfigDocument => (own ? (mergePatchOfRfc(document, ownPart) as ConfigDocument) : document);
    [this.old, this.wanted] = [whole(old), whole(wanted)];
  }

  problems(): string[] {
    const { attempt, again, back, edit } = this.history;
    this.judgePersisted();
    this.judgeWords(attempt);
    if (edit === undefined) {
      this.judgeClaims(attempt);
      this.judgeEnd();
    } else this.judgeClaimsOfEdited(attempt);
    if (this.history.scenario.setback === "secret") this.judgeNextWithoutSecret(again);
    else this.judgeNext("the next apply", again, this.wanted);
    if (back !== undefined) this.judgeNext("the apply of the old document", back, this.old);
    for (const each of [attempt, again, back]) if (each !== undefined) this.judgeSecrets(each);
    return this.found;
  }

  /** Every document that ever stood in the file is the old or the wanted one; or made of leaves of them and of what somebody else wrote. */
  private judgePersisted(): void {
    const { persisted, edit } = this.history;
    const known = [this.old, this.wanted];
    for (const document of persisted) {
      if (known.some((other) => this.same(document, other))) continue;
      const foreign = edit === undefined ? undefined : this.leavesOfNobody(document, [...known, ownPart, this.theirs ?? firstWords]);
      if (foreign === undefined) this.note(`a document was persisted that nobody wanted: ${canonicalJson(document)}`);
      else if (foreign.length > 0) this.note(`persisted leaves that nobody wrote: ${foreign.join(", ")}`);
    }
  }

  /** Who was told what: once an intent, then one result, and it is the one that was thrown. */
  private judgeWords({ told, error, proof }: Attempt): void {
    const events = told.map(({ event }) => event);
    if (proof !== undefined && proof.changedPaths.length === 0 && events.length === 0) return;
    if (events.length === 0) return void (proof !== undefined && this.note("changed something and told nobody"));
    if (events[0] !== "intent" || events.length !== 2) return void this.note(`told ${events.join(", ")}`);
    const fits = { live: proof !== undefined, undone: says(error, /taken back/), "not-undone": error !== undefined && !says(error, /taken back:|as before/), refused: says(error, /Its config is as before|Nothing was written/), interrupted: codeOf(error) === "engine-gone", intent: false }[events[1] ?? "intent"];
    if (!fits) this.note(`told ${String(events[1])}, and says ${error === undefined ? "all is well" : messageOf(error)}`);
  }

  /** What it said is true at that moment. */
  private judgeClaims(attempt: Attempt): void {
    const { proof, error, told, running, file, persisted } = attempt;
    const { scenario } = this.history;
    const live = running ?? file;
    if (proof !== undefined) {
      if (!this.same(file, this.wanted) || !this.same(live, this.wanted)) this.note(`says that the wanted document is live; runs ${show(running)}, has ${show(file)}`);
      return;
    }
    if (scenario.trouble.kind === "we-die") return;
    const isTooSlow = scenario.isReal && ["killed", "hangs"].includes(scenario.trouble.kind) && told.length === 0 && codeOf(error) === "unreachable";
    if (passes(scenario) && !isTooSlow) this.note(`fails, though what went wrong has passed: ${messageOf(error)}`);
    const mustBeOld = says(error, /taken back: the bot runs|as before|[Nn]othing was written/) || told.length === 0;
    if (mustBeOld && (!this.same(file, this.old) || !this.same(live, this.old))) this.note(`says "${messageOf(error)}"; runs ${show(running)}, has ${show(file)}`);
    if (says(error, /as before|[Nn]othing was written/) && persisted > 1) this.note(`says that nothing was written, and something was: ${messageOf(error)}`);
    if (codeOf(error) === "not-undone" && !isHopeless(scenario) && scenario.trouble.kind !== "engine-gone") this.note(`not undone, though the bot can be reached: ${messageOf(error)}`);
  }

  private judgeClaimsOfEdited(attempt: Attempt): void {
    const { edit, lastRead } = this.history;
    const { proof, error, file, persisted, told } = attempt;
    if (edit === undefined) return;
    // What comes with or after the last look cannot be seen; nor, where nothing is written, what comes right before it: a Gateway looks at its
    // file a moment after it changed.
    if (edit.request >= lastRead || (proof !== undefined && told.length === 0)) return;
    if (proof !== undefined && !this.same(file, this.wanted)) this.note(`says that the wanted document is live; has ${show(file)}`);
    if (says(error, /taken back: the bot runs its old/) && !this.same(file, this.old)) this.note(`says "${messageOf(error)}"; has ${show(file)}`);
    if (says(error, /[Nn]othing was written|as before/) && persisted > 2) this.note(`says that nothing was written, and something was: ${messageOf(error)}`);
    if (says(error, /taken back/) && edit.document !== undefined) {
      const kept = diffDocuments(this.wanted, this.theirs ?? {}).filter(({ path, after }) => !same(valueAt(file ?? {}, path), after) && !same(after, valueAt(this.old, path)) );
      if (kept.length > 0) this.note(`took back what somebody else wrote at ${kept.map(({ path }) => path.join(".")).join(", ")}: has ${show(file)}, was given ${show(this.theirs)}; says ${messageOf(error)}`);
    }
    if (codeOf(error) === "not-undone" && edit.document !== undefined) this.note(`not undone, though the bot can be reached: ${messageOf(error)}`);
  }

  /** In the end it runs what stands in its file, the old or the wanted document. */
  private judgeEnd(): void {
    const { running, file } = this.history.afterwards;
    const runs = [this.old, this.wanted].find((document) => this.same(running, document));
    if (runs === undefined) this.note(`runs what nobody wanted: ${show(running)}`);
    else if (!this.same(file, runs)) this.note(`runs ${show(running)}, has ${show(file)}`);
  }

  private judgeNext(what: string, next: Attempt | undefined, document: ConfigDocument): void {
    if (next === undefined) return;
    if (next.proof === undefined) return void this.note(`${what} fails: ${messageOf(next.error)} (the one before: ${messageOf(this.history.again?.error ?? "all is well")})`);
    if (!this.same(next.running, document) || !this.same(next.file, document)) this.note(`${what} says that all is well; runs ${show(next.running)}, has ${show(next.file)}`);
    this.judgeWords(next);
  }

  /** A document whose secret is nowhere is taken back again. */
  private judgeNextWithoutSecret(next: Attempt | undefined): void {
    const { edit, afterwards } = this.history;
    // Where it runs already, or where there is nothing to go back to.
    if (next === undefined || next.proof?.missing !== undefined || (edit !== undefined && edit.document === undefined)) return;
    if (codeOf(next.error) !== "secret-missing" || !says(next.error, /taken back: the bot runs/) || !this.same(next.running, afterwards.file)) this.note(`the next apply says ${messageOf(next.error ?? "all is well")}; runs ${show(next.running)}`);
  }

  private judgeSecrets({ error, told, proof }: Attempt): void {
    const texts = [JSON.stringify(told), JSON.stringify(proof?.changedPaths ?? []), proof?.missing ?? "", ...chain(error)];
    for (const secret of planted) if (texts.some((text) => text.includes(secret))) this.note(`tells a secret: ${texts.find((text) => text.includes(secret)) ?? ""}`);
  }

  private leavesOfNobody(document: ConfigDocument, authors: readonly ConfigDocument[]): string[] {
    // What a patch left empty is nobody's.
    return diffDocuments({}, document).filter(({ path, after }) => !isEmpty(after) && !authors.some((author) => same(valueAt(author, path), after))).map(({ path }) => path.join("."));
  }

  private same(one: ConfigDocument | undefined, other: ConfigDocument | undefined): boolean {
    return one !== undefined && other !== undefined && same(this.comparable(one), this.comparable(other));
  }

  /** What somebody else wrote, as the gateway would store it. */
  private get theirs(): ConfigDocument | undefined {
    const document = this.history.edit?.document;
    return document === undefined ? undefined : storedAs(document, releases[this.history.scenario.line]);
  }

  /** Who edits a file may take away what is the bot's own. */
  private comparable(document: ConfigDocument): ConfigDocument {
    const { scenario, edit } = this.history;
    return withoutUnmanaged(storedAs(document, releases[scenario.line]), edit === undefined ? [] : ["ui"]);
  }

  private note(problem: string): void {
    this.found.push(problem);
  }
}

function same(one: unknown, other: unknown): boolean {
  return one === other || (one !== undefined && other !== undefined && canonicalJson(one as ConfigDocument) === canonicalJson(other as ConfigDocument));
}

function isEmpty(value: unknown): boolean {
  return isPlainObject(value) && Object.keys(value).length === 0;
}

function says(error: unknown, words: RegExp): boolean {
  return error instanceof Error && words.test(error.message);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof MolthubError ? error.code : undefined;
}

function chain(error: unknown): string[] {
  return error instanceof Error ? [error.message, error.stack ?? "", ...chain(error.cause)] : [];
}

function show(document: ConfigDocument | undefined): string {
  return document === undefined ? "nothing" : canonicalJson(document).replaceAll(/("tool-of-a-long-list-\d+",?)+/g, "...");
}
