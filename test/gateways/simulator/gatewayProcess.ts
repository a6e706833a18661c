import { createHmac, randomUUID } from "node:crypto";
import { canonicalJson, ConfigSchema, type ConfigDocument } from "../../../sdk/config";
import type { ConfigFile, FileContent } from "./configFile";
import type { FaultPlan } from "./faults";
import type { ProductLine } from "./line";
import type { Settings } from "./options";
import { RateLimit } from "./rateLimit";
import type { Session } from "./session";
import { Timers } from "./timers";
import type { SimulatedTurn } from "./work";

/** Whether connections are taken: not at all, to be told that it starts, or to be served. */
export type Phase = "down" | "starting" | "up";

/** The part of a restart in which connections are taken already. */
const startingPart = 0.25;

/** The process of one gateway: what it runs, who is connected, and when it comes and goes. */
export class GatewayProcess {
  readonly timers: Timers;
  readonly schema: ConfigSchema;
  readonly sessions = new Set<Session>();
  readonly asked: { readonly scopes: readonly string[] }[] = [];
  readonly writes: { readonly method: string; readonly params: Readonly<Record<string, unknown>> }[] = [];
  /** Every scope that a device ever had. */
  readonly pairedScopes = new Map<string, readonly string[]>();
  readonly store = new Map<string, string>();
  readonly turns: SimulatedTurn[];
  /** By the key of the session. */
  readonly sessionIds = new Map<string, string>();
  limits: RateLimit;
  rateErrors = 0;
  phase: Phase = "down";
  hasEnded = true;
  bootId = "";
  boots = 0;
  startedAt = 0;
  /** What it runs; `{}` when it started without a file. */
  running: ConfigDocument = {};
  /** What it saw in the file the last time that it looked. */
  seen: FileContent = { kind: "absent" };
  /** The last that it saw and took for good. */
  good: FileContent = { kind: "absent" };
  /** What it says that it runs, where that is something else. */
  claimed: ConfigDocument | undefined;
  channelsAreDead = false;
  isLinked = false;
  /** Which of its codes WhatsApp shows; undefined where no login is under way. */
  shownCode: number | undefined;
  comesBack = true;
  /** A restart is on its way. */
  isRestartSet = false;
  private readonly key = randomUUID();
  private cancelWatch: () => void = () => undefined;
  private restartDue = false;

  constructor(
    readonly settings: Settings,
    readonly line: ProductLine,
    readonly file: ConfigFile,
    readonly faults: FaultPlan,
  ) {
    this.timers = new Timers(settings.pace);
    this.schema = ConfigSchema.of(settings.release);
    this.limits = this.newLimits();
    this.turns = [...(settings.turns ?? [])];
    this.isLinked = settings.whatsApp?.linked === true;
  }

  /** Starts as a process of its own, if there is none; from then on restarts end again. Takes connections at once, unless the file keeps it from starting. */
  start(): void {
    this.comesBack = true;
    if (this.phase !== "down") return;
    this.timers.clear();
    this.hasEnded = false;
    this.startedAt = performance.now();
    this.limits = this.newLimits();
    this.boot("start");
  }

  /** Ends without a word: crash, kill, out of memory. */
  die(): void {
    this.end();
    if (this.settings.supervised) this.timers.after(this.downtime, () => this.start());
  }

  /** Ends for good. */
  end(): void {
    this.hasEnded = true;
    this.goDown((session) => session.cut());
    this.timers.clear();
  }

  /** Restarts in `ms` milliseconds of its own; one restart at a time. */
  restartSoon(ms: number): void {
    if (this.isRestartSet) return;
    this.isRestartSet = true;
    this.timers.after(ms, () => this.restart());
  }

  /** Restarts inside the process; at once, or when the restart at hand is over. */
  restart(): void {
    if (this.phase !== "up") {
      this.restartDue = true;
      return;
    }
    this.goDown((session) => {
      session.event("shutdown", { reason: "gateway restarting", restartExpectedMs: 1500 });
      session.close(1012, "service restart");
    });
    if (!this.comesBack) return;
    if (this.downtime === 0) return this.boot("restart");
    // One after the other: of two timers that are both late, either may come first.
    this.timers.after(this.downtime * (1 - startingPart), () => {
      this.phase = "starting";
      this.timers.after(this.downtime * startingPart, () => this.boot("restart"));
    });
  }

  /** Somebody touched the file: the watcher wakes a moment later. */
  fileTouched(): void {
    this.cancelWatch();
    if (this.phase === "up") this.cancelWatch = this.timers.after(this.line.watchMs, () => this.line.fileChanged(this));
  }

  broadcast(event: string, payload: unknown): void {
    for (const session of this.sessions) if (session.scopes !== undefined) session.event(event, payload);
  }

  /** A hash that only this gateway makes. */
  hash(subject: string, content: ConfigDocument | string): string {
    const text = typeof content === "string" ? content : canonicalJson(content);
    return `hmac-sha256:v1:${createHmac("sha256", this.key).update(`${subject}\n${text}`).digest("base64url")}`;
  }

  /** In milliseconds of ours: somebody may take it off the clock, to tell processes apart. */
  get uptimeMs(): number {
    return Math.round(performance.now() - this.startedAt);
  }

  private boot(how: "start" | "restart"): void {
    if (!this.line.boots(this, how)) return this.end();
    this.phase = "up";
    this.boots++;
    this.bootId = randomUUID();
    this.running = this.file.document ?? {};
    this.seen = this.good = this.file.content;
    this.claimed = undefined;
    this.isRestartSet = false;
    if (!this.restartDue) return;
    this.restartDue = false;
    this.restart();
  }

  private goDown(farewell: (session: Session) => void): void {
    this.cancelWatch();
    this.phase = "down";
    for (const session of this.sessions) farewell(session);
    this.sessions.clear();
  }

  private get downtime(): number {
    return this.settings.downtimeMs === undefined ? this.line.downtimeMs : this.settings.downtimeMs / this.settings.pace;
  }

  private newLimits(): RateLimit {
    return new RateLimit(this.settings.windowMs, this.settings.writesPerWindow);
  }
}
