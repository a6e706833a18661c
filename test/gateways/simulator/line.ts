import type { ConfigDocument } from "../../../sdk/config";
import type { ErrorShape } from "../../../sdk/gateway/errors";
import type { Fault } from "./faults";
import type { GatewayProcess } from "./gatewayProcess";
import type { Session } from "./session";

/** A request that is being answered. */
export interface Call {
  readonly process: GatewayProcess;
  readonly session: Session;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What goes wrong with this very request. */
  readonly faults: readonly Fault[];
  answer(payload: unknown): void;
  refuse(error: ErrorShape): void;
}

/** One method of a gateway. */
export interface Method {
  /** Undefined: everybody may call it. */
  readonly scope: string | undefined;
  /** True for a write of the config. */
  readonly isWrite?: boolean;
  /** Counted by the rate limit. */
  readonly isLimited?: boolean;
  /** The parameters that it takes; others are refused. */
  readonly takes: readonly string[];
  run(call: Call): void;
}

/** What tells the product lines apart. Times are the gateway's own. */
export interface ProductLine {
  readonly protocol: number;
  /** Longest frame that it takes; it ends the connection over a longer one. */
  readonly maxPayload: number;
  readonly methods: Readonly<Record<string, Method>>;
  /** Scopes that a connection has by those it asked for. */
  scopesOf(asked: readonly string[]): readonly string[];
  /** True where a holder of `scopes` may call what needs `scope`. */
  allows(scopes: readonly string[], scope: string): boolean;
  missingScope(scope: string): ErrorShape;
  /** What is added to the refusal of a connect; `code` names the case. */
  connectDetails(code: string): Pick<ErrorShape, "details">;
  /** The words of `server`, `snapshot` and `auth` in `hello-ok`. */
  hello(process: GatewayProcess, session: Session): Readonly<Record<string, unknown>>;
  /** What an account of a channel says of itself. */
  accountState(running: boolean, connected: boolean): Readonly<Record<string, unknown>>;
  /** What an account of WhatsApp says that is not linked. */
  readonly unlinked: Readonly<Record<string, unknown>>;
  /** What a login of WhatsApp comes to where there is no network. */
  readonly loginOffline: string;
  /** From the end of the connections to the first answer. */
  readonly downtimeMs: number;
  /** Until the watcher wakes that looks after the file. */
  readonly watchMs: number;
  /** A document with the stamps of its gateway. */
  stamped(document: ConfigDocument): ConfigDocument;
  /** The watcher of the file woke. */
  fileChanged(process: GatewayProcess): unknown;
  /** What it does with its file before it takes it into use, as a new process or inside an old one. False: the process ends. */
  boots(process: GatewayProcess, how: "start" | "restart"): boolean;
}
