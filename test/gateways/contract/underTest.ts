import type { ConfigDocument } from "../../../sdk/config";
import type { Endpoint } from "../../../sdk/gateway";

/** What a gateway starts with. */
export interface Beginning {
  /** What stands in its config file. */
  readonly document: ConfigDocument;
}

/** A gateway, real or simulated, as far as somebody can see and touch it from outside. */
export interface GatewayUnderTest {
  readonly release: { readonly package: string; readonly version: string };
  readonly endpoint: Endpoint;
  readonly token: string;
  readonly stateDir: string;
  readonly configPath: string;
  /** The text of its config file; undefined where there is none. */
  file(): string | undefined;
  /** Somebody else writes into the file; undefined deletes it. */
  editText(text: string | undefined): void;
  /** True while the process is there, also in the middle of a restart. */
  isRunning(): boolean;
  /** How the process ended, with the end of what it printed. */
  lastWords(): string;
  /** Ends the process without a word. */
  kill(): Promise<void>;
  /** Starts the process again; returns when it serves, or has ended because it cannot start. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export type StartGateway = (beginning: Beginning) => Promise<GatewayUnderTest>;
