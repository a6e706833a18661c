import { dirname } from "node:path";
import { unstamped, type ConfigDocument } from "../../../sdk/config";
import { GatewayError, type ConfigSnapshot } from "../../../sdk/gateway";
import { firstDocument } from "../contract/documents";
import { within, type Subject } from "../contract/subject";
import type { Base, Operation } from "./operations";

/** What became of an operation, in words that are the same for every gateway of a line. */
export interface Outcome {
  /** The operation, as it can be done again. */
  readonly operation: string;
  /** `ok`, `noop`, or the code of the refusal, with the paths that are refused. */
  readonly answer: string;
  /** Whether the answer says that a restart follows. */
  readonly requiresRestart?: boolean;
  readonly restarted: boolean;
  readonly isUp: boolean;
  /** What can be read afterwards. */
  readonly file: { readonly exists: boolean; readonly valid: boolean; readonly document: ConfigDocument | null; readonly isApplied: boolean | undefined; readonly hashChanged: boolean } | undefined;
}

/** Does the operations of a trace to a gateway, one after another, each once the one before has come to rest. */
export class Run {
  #hash = "";

  /** @param restMs how long the gateway must be silent to be at rest */
  constructor(
    private readonly subject: Subject,
    private readonly restMs: number,
  ) {}

  async of(trace: readonly Operation[]): Promise<Outcome[]> {
    this.#hash = (await this.subject.read()).hash;
    const outcomes: Outcome[] = [];
    for (const operation of trace) {
      outcomes.push(await this.#outcomeOf(operation));
      if (!this.subject.gateway.isRunning()) break;
    }
    return outcomes;
  }

  async #outcomeOf(operation: Operation): Promise<Outcome> {
    const client = await this.subject.client();
    const { answer, requiresRestart } = await this.#perform(operation);
    const isUp = await this.#rest();
    const next = isUp ? await this.subject.client() : undefined;
    const restarted = next !== undefined && next !== client && (next.hello.bootId !== client.hello.bootId || client.saidRestart);
    const outcome = { operation: JSON.stringify(operation), answer, ...(requiresRestart !== undefined && { requiresRestart }), restarted, isUp, file: undefined };
    if (isUp) return { ...outcome, file: this.#shown(await this.subject.read()) };
    // Somebody mends it.
    this.subject.gateway.editText(JSON.stringify(firstDocument(this.subject.line)));
    await this.subject.gateway.start();
    return outcome;
  }

  async #perform(operation: Operation): Promise<{ readonly answer: string; readonly requiresRestart?: boolean | undefined }> {
    const { subject } = this;
    switch (operation.does) {
      case "get":
        return { answer: "ok" };
      case "patch":
        return this.#write("config.patch", JSON.stringify(operation.patch), operation.base, operation.replacePaths.length > 0 ? { replacePaths: operation.replacePaths } : {});
      case "apply":
        return this.#write("config.apply", JSON.stringify(operation.document), operation.base);
      case "send":
        return this.#write(operation.method, operation.raw, "file");
      case "edit":
        return this.#edit(() => (operation.stamps ? subject.edit(operation.document) : subject.gateway.editText(JSON.stringify(operation.document))));
      case "editText":
        return this.#edit(() => subject.gateway.editText(operation.text));
      case "delete":
        return subject.gateway.file() === undefined ? { answer: "ok" } : this.#edit(() => subject.gateway.editText(undefined));
      case "restart":
        return this.#call("gateway.restart.request", { reason: "trace" });
      case "kill":
        await subject.kill();
        await subject.gateway.start();
        return { answer: "ok" };
    }
  }

  async #write(method: "config.patch" | "config.apply", raw: string, base: Base, more: object = {}): Promise<{ readonly answer: string; readonly requiresRestart?: boolean | undefined }> {
    const { hash } = await this.subject.read();
    const baseHash = base === "none" ? {} : { baseHash: base === "file" ? hash : "of another file" };
    const delay = this.subject.line === "clawdbot" ? { restartDelayMs: 0 } : {};
    return this.#call(method, { raw, ...baseHash, ...delay, ...more });
  }

  async #call(method: string, params: object): Promise<{ readonly answer: string; readonly requiresRestart?: boolean | undefined }> {
    const client = await this.subject.client();
    try {
      const answer = (await client.call(method as "config.patch", params as { raw: string }, within(120)));
      const degraded = (answer.degradedSecretOwners ?? []).map(({ ownerId }) => ownerId);
      return { answer: [answer.noop === true ? "noop" : "ok", ...degraded].join(" without "), requiresRestart: answer.sentinel?.payload.stats.requiresRestart };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return { answer: [error.code, ...error.issues.map(({ path }) => path)].join(" ") };
    }
  }

  /** Waits until the gateway has seen what somebody else wrote. */
  async #edit(write: () => void): Promise<{ readonly answer: string }> {
    const before = this.subject.gateway.file();
    const { hash } = await this.subject.read();
    write();
    if (this.subject.gateway.file() === before) return { answer: "ok" };
    const patience = within(30);
    // A connection that ends meanwhile belongs to a restart: that is seen later.
    while ((await this.subject.read().catch(() => ({ hash: "" }))).hash === hash) await patience.sleep(this.restMs / 20);
    return { answer: "ok" };
  }

  /** Waits until nothing happens any more. False when the gateway is gone. */
  async #rest(): Promise<boolean> {
    const { subject } = this;
    const patience = within(180);
    for (let since = performance.now(), last = ""; performance.now() - since < this.restMs; ) {
      await patience.sleep(this.restMs / 20);
      if (!subject.gateway.isRunning()) return false;
      const seen = await subject.look();
      const now = JSON.stringify([seen?.bootId, seen?.snapshot.hash, seen?.snapshot.appliedConfigHash]);
      if (now !== last || seen === undefined) since = performance.now();
      last = now;
    }
    return true;
  }

  #shown({ exists, valid, parsed, hash, configRevisionHash, appliedConfigHash }: ConfigSnapshot): Outcome["file"] {
    const { stateDir } = this.subject.gateway;
    const text = JSON.stringify(parsed === null ? null : unstamped(parsed as ConfigDocument)).replaceAll(stateDir, "<state>").replaceAll(`${dirname(stateDir)}/home`, "<home>");
    const hashChanged = hash !== this.#hash;
    this.#hash = hash;
    return { exists, valid, document: JSON.parse(text) as ConfigDocument | null, isApplied: configRevisionHash === undefined ? undefined : configRevisionHash === appliedConfigHash, hashChanged };
  }
}
