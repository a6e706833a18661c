import { readFileSync, renameSync, rmSync, statSync, watch, writeFileSync, type FSWatcher } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { usualPace, type Connect } from "../../../sdk/apply";
import { canonicalJson, unstamped, type ConfigDocument } from "../../../sdk/config";
import { Deadline } from "../../../sdk/deadline";
import { connectGateway, createDevice, type Endpoint } from "../../../sdk/gateway";
import { startRealGateway, type RealGateway } from "../../gateways/realGateway";
import type { Bot } from "./bot";
import { documentInUse, otherThanFile } from "./inUse";
import { environment, releases, type Line } from "./pools";
import { restOf } from "./realDocuments";
import type { Trouble } from "./scenario";

// Of a file that its gateway has written before: over one of a person, it writes more than it is told (openclaw 2026.9.6).
const stamps = { migrations: { modelPolicyAllowlist: true, utilityModelSeparation: true }, lastTouchedVersion: "2026.9.6" };

// A restart for a write, and what comes of an edit, has begun by then.
const restfulMs = 4_000;
// A process that was killed during a reload leaves a lease of 300 s behind, in which its successor takes up no change (openclaw 2026.9.6).
const settlesWithinMs = 400_000;
// What the provider gives a change (sdk/providers/applyChange.ts): longer than that lease.
const productsMs = 360_000;

/** A real gateway that is started again whenever it ends, as by systemd with `Restart=always`. */
export class RealBot implements Bot {
  readonly pace = usualPace;
  readonly calmPace = usualPace;
  readonly patienceMs = productsMs;
  readonly calmMs = productsMs;
  readonly rest: ConfigDocument;
  readonly persisted: ConfigDocument[] = [];
  /** How often it was started again. */
  restarts = 0;
  private deletedAt = 0;
  private readonly watcher: FSWatcher;
  private readonly supervisor: NodeJS.Timeout;
  private starting: Promise<void> | undefined;
  private hung: Promise<void> | undefined;

  private constructor(
    line: Line,
    private readonly gateway: RealGateway,
  ) {
    this.rest = restOf(line);
    this.look();
    this.watcher = watch(dirname(gateway.configPath), () => this.look());
    this.supervisor = setInterval(() => this.supervise(), 100);
  }

  /** @param document what it is started with */
  static async start(line: Line, document: ConfigDocument): Promise<RealBot> {
    return new RealBot(line, await startRealGateway({ release: releases[line], config: { ...document, ...(line === "openclaw" && { meta: stamps }) }, env: environment }));
  }

  get endpoint(): Endpoint {
    return this.gateway.endpoint;
  }

  /** With a device of its own: an OpenClaw takes 30 writes a minute of each (2026.9.6). */
  connectTo(endpoint: Endpoint): Connect {
    const device = createDevice();
    const { token } = this.gateway;
    return (deadline) => connectGateway({ endpoint, token, device, scopes: ["operator.admin"], deadline, patience: "startup" });
  }

  async running(): Promise<ConfigDocument | undefined> {
    try {
      return await documentInUse(this.gateway, this.connectTo(this.endpoint), this.document(), Deadline.after(5_000, "the bot to tell what it runs"));
    } catch {
      return undefined;
    }
  }

  document(): ConfigDocument | undefined {
    const file = this.file();
    return file && unstamped(file);
  }

  kill(): void {
    this.gateway.signal("SIGKILL");
  }

  hang(ms: number): void {
    this.gateway.signal("SIGSTOP");
    this.hung = new Promise<void>((later) => setTimeout(later, ms)).then(() => this.gateway.signal("SIGCONT"));
  }

  edit(document: ConfigDocument): void {
    // Who edits a file leaves the gateway's stamps in it.
    const { meta, wizard } = this.file() ?? {};
    this.editText(JSON.stringify({ ...document, ...(meta !== undefined && { meta }), ...(wizard !== undefined && { wizard }) }, null, 2));
  }

  editText(text: string | undefined): void {
    const { configPath } = this.gateway;
    if (text === undefined) {
      // A Gateway goes on telling what stood in it for a tenth of a second (openclaw 2026.9.6).
      this.deletedAt = Date.now();
      return rmSync(configPath);
    }
    writeFileSync(`${configPath}.edited`, text);
    renameSync(`${configPath}.edited`, configPath);
    this.look();
  }

  async untilQuiet(trouble: Trouble): Promise<void> {
    // It may be over before it is to be killed.
    if (trouble.kind === "killed") await delay(trouble.afterMs);
    await this.hung;
    for (const deadline = Deadline.after(settlesWithinMs, "the dust to settle"); !deadline.expired; await deadline.sleep(250)) {
      const running = await this.running();
      const isThere = running !== undefined && (this.document() === undefined || running !== otherThanFile);
      if (isThere && this.restsFor() > restfulMs) return;
    }
  }

  async stop(failedTest?: string): Promise<void> {
    clearInterval(this.supervisor);
    this.watcher.close();
    await this.starting;
    await this.gateway.stop(failedTest);
  }

  private file(): ConfigDocument | undefined {
    try {
      return JSON.parse(readFileSync(this.gateway.configPath, "utf8")) as ConfigDocument;
    } catch {
      return undefined;
    }
  }

  private restsFor(): number {
    return Date.now() - (statSync(this.gateway.configPath, { throwIfNoEntry: false })?.mtimeMs ?? this.deletedAt);
  }

  private look(): void {
    const document = this.document();
    const last = this.persisted.at(-1);
    if (document !== undefined && (last === undefined || canonicalJson(document) !== canonicalJson(last))) this.persisted.push(document);
  }

  private supervise(): void {
    if (this.starting !== undefined || this.gateway.end() === undefined) return;
    this.restarts++;
    // One that ended once more is started once more.
    this.starting = this.gateway.restart().catch(() => undefined).finally(() => (this.starting = undefined));
  }
}
