import type { ConfigDocument } from "../../../sdk/config";
import type { Endpoint } from "../../../sdk/gateway";
import type { Fault } from "./faults";
import type { SimulatedTurn } from "./work";

/** How a login of WhatsApp goes. */
export interface WhatsAppLogin {
  /** Data URLs of the codes, in order; each wait gives the next (openclaw). Default: none can be had. */
  readonly qrs?: readonly string[];
  /** The last code is scanned. Default false. */
  readonly scanned?: boolean;
  /** It is linked when the gateway starts. Default false. */
  readonly linked?: boolean;
}

/** What a simulated gateway is. */
export interface SimulatorOptions {
  /** Of the product lines that are simulated: openclaw 2026.9.6, clawdbot 2026.1.24-3. */
  readonly release: { readonly package: string; readonly version: string };
  /** What stands in its config file when it starts. Default: there is no file, and it starts without one (`--allow-unconfigured`). */
  readonly document?: ConfigDocument;
  /** A person wrote the file. Default: its gateway did, and left its stamps in it. */
  readonly handMade?: boolean;
  /** Default "simulated-token". */
  readonly token?: string;
  /** Its environment, for `${NAME}` and references to it. State dir, config path and HOME are there anyway. Default: nothing else. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it says that its config is; there is no such file. Default `/srv/bot/<package>.json`. */
  readonly configPath?: string;
  /** Default `/srv/bot/state`. */
  readonly stateDir?: string;
  /** How many milliseconds of ours a millisecond of its own takes: of waits, delays, windows. Default 0.001. */
  readonly pace?: number;
  /** How long a restart takes, in milliseconds of ours; 0: nobody finds it away. Default: as long as the real one, at the pace. */
  readonly downtimeMs?: number;
  /** The window of the rate limit, in milliseconds of ours. Default: 60 s at the pace. */
  readonly windowMs?: number;
  /** How many writes a method takes in a window. Default 30, as openclaw 2026.9.6; openclaw 2026.3.13 takes 3. */
  readonly writesPerWindow?: number;
  /** What goes wrong. Default: nothing. */
  readonly faults?: readonly Fault[];
  /** Writes are refused, as with OPENCLAW_CONFIG_READONLY=1. Default false. */
  readonly readOnly?: boolean;
  /** Channels of the document that are not connected: `failing` ones retry for ever, `missing` ones have no plugin. Default: none. */
  readonly channels?: Readonly<Record<string, "failing" | "missing">>;
  /** How the login of its WhatsApp goes. Default: as that of a Gateway without a network. */
  readonly whatsApp?: WhatsAppLogin;
  /** Secrets that their vendors refuse, by value. Default: none. */
  readonly refusedSecrets?: readonly string[];
  /** Plugins that are installed beside those that it brings: loaded, or failing to. Default: none. */
  readonly plugins?: Readonly<Record<string, "loaded" | "failing">>;
  /** What was said to it before it started. Default: nothing. */
  readonly turns?: readonly SimulatedTurn[];
  /** False: it never gets done counting what its sessions used. Default true. */
  readonly countsUsage?: boolean;
  /** Something starts the process again, a downtime after it died. Default false. */
  readonly supervised?: boolean;
}

/** The same, with every default in place. */
export interface Settings extends SimulatorOptions {
  readonly token: string;
  readonly env: Readonly<Record<string, string>>;
  readonly configPath: string;
  readonly stateDir: string;
  readonly pace: number;
  readonly windowMs: number;
  readonly writesPerWindow: number;
  /** It needs neither a file nor `gateway.mode` to start. */
  readonly allowUnconfigured: boolean;
  readonly readOnly: boolean;
  readonly channels: Readonly<Record<string, "failing" | "missing">>;
  readonly refusedSecrets: readonly string[];
  readonly supervised: boolean;
}

/** A gateway inside the test's own process, and what a test sees and does of it. */
export interface SimulatedGateway {
  readonly endpoint: Endpoint;
  readonly token: string;
  readonly release: { readonly package: string; readonly version: string };
  readonly configPath: string;
  readonly stateDir: string;
  /** The text of its config file; undefined where there is none. */
  file(): string | undefined;
  /** What stands in its config file, without the gateway's stamps; undefined where that is no document. */
  document(): ConfigDocument | undefined;
  /** The document that the process runs, without stamps; undefined while it is down. */
  running(): ConfigDocument | undefined;
  /** Every document that ever stood in the file, in order, without stamps. */
  readonly persisted: readonly ConfigDocument[];
  /** What its secret store has, by name. */
  readonly store: ReadonlyMap<string, string>;
  /** What was said to it, in any order; a test may add to it. */
  readonly turns: SimulatedTurn[];
  /** Keys of the sessions that it has by questions of the test. */
  sessions(): string[];
  /** The config writes that arrived, refused ones included. */
  readonly writes: readonly { readonly method: string; readonly params: Readonly<Record<string, unknown>> }[];
  /** Requests that it refused for the rate. */
  rateErrors(): number;
  /** Sockets that were opened to it, also those that never came to a connection. */
  sockets(): number;
  /** The connections that were accepted, and what they may do. */
  readonly connections: readonly { readonly scopes: readonly string[] }[];
  /** Requests that arrived, connects included. */
  frames(): number;
  /** How often it booted: once, and once for each restart and start. */
  boots(): number;
  /** Somebody else writes a document into the file, and leaves its stamps as they are. */
  edit(document: ConfigDocument): void;
  /** The same with any text; undefined deletes the file. */
  editText(text: string | undefined): void;
  /** True while the process is there, also in the middle of a restart. */
  isRunning(): boolean;
  /** Ends the process without a word; the file stays. */
  kill(): void;
  /** Starts the process again. */
  start(): void;
  /** The process does nothing for `ms` milliseconds of ours, as under SIGSTOP. */
  hang(ms: number): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}
