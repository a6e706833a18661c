import type WebSocket from "ws";
import { Deadline } from "../deadline";
import { messageOf } from "../errors";
import { GatewayError, refusal } from "./errors";
import { parseFrame } from "./frames";
import type { ResponseFrame } from "./frames";
import { maxFrameBytes } from "./transport";

/** How a connection ended. */
export interface ConnectionEnd {
  /** WebSocket close code: 1000 closed by us, 1006 cut, 1008 refused, 1012 restart, 1013 still starting. */
  readonly code: number;
  /** What the gateway gave as reason, or the error that cut the connection. */
  readonly reason: string;
}

type Listener = (payload: unknown) => void;

interface Pending {
  readonly method: string;
  readonly isFinal: (payload: unknown) => boolean;
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Requests, responses and events over one open socket. Knows frames, not their meaning. */
export class Connection {
  /** Settles once, when the socket is gone. Never rejects. */
  readonly ended: Promise<ConnectionEnd>;
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #lastId = 0;
  #end: ConnectionEnd | undefined;
  #failure: GatewayError | undefined;

  /** @param socket open and paused, as `openSocket` gives it; it is resumed, so listen to early events before awaiting anything */
  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data, isBinary) => this.#receive(String(data), isBinary));
    socket.on("error", (error) => this.#fail(socketFailure(error)));
    this.ended = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve(this.#finish(code, reason.toString())));
    });
    socket.resume();
  }

  /** How it ended; undefined while it is open. */
  get end(): ConnectionEnd | undefined {
    return this.#end;
  }

  /**
   * Sends one request and waits for its answer; with `isFinal`, for the first answer that is final. Never sends twice.
   *
   * @throws GatewayError of the refusal, `connection-lost`, `protocol` or `too-large`; the error of `deadline`
   */
  async request(method: string, params: unknown, deadline: Deadline, isFinal: Pending["isFinal"] = () => true): Promise<unknown> {
    if (this.#end !== undefined) throw this.#lost(method, "was not sent");
    const id = ++this.#lastId;
    const text = JSON.stringify({ type: "req", id: `m${id}`, method, params });
    if (Buffer.byteLength(text) > maxFrameBytes) {
      throw new GatewayError("too-large", `${method}: the request is larger than the ${maxFrameBytes} bytes that a gateway accepts`);
    }
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { method, isFinal, resolve, reject });
    });
    // A failed send closes the socket, and the close rejects what is pending: nothing to do in the callback.
    this.#socket.send(text, () => undefined);
    try {
      return await deadline.race(answer);
    } finally {
      this.#pending.delete(id);
    }
  }

  /** Calls `listener` with the payload of every `event` until the returned function is called. `listener` must not throw. */
  on(event: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** The payload of the next `event`. Throws when the connection ends, or the deadline passes, first. */
  async next(event: string, deadline: Deadline): Promise<unknown> {
    let stop: () => void = () => undefined;
    const arrived = new Promise<unknown>((resolve) => {
      stop = this.on(event, resolve);
    });
    const ended = this.ended.then((): never => {
      throw this.#lost(event, "did not come");
    });
    try {
      return await deadline.race(Promise.race([arrived, ended]));
    } finally {
      stop();
    }
  }

  /** Closes the connection; resolves when the socket is gone, at the latest after a second. Pending requests reject. */
  async close(): Promise<void> {
    this.#socket.close(1000);
    // A half-open peer never answers the close frame, and ws itself would wait 30 s for it.
    const patience = Deadline.after(1_000, "the connection to close");
    await patience.race(this.ended).catch(() => this.#socket.terminate());
    await this.ended;
  }

  #receive(text: string, isBinary: boolean): void {
    if (this.#failure !== undefined) return;
    try {
      if (isBinary) throw new GatewayError("protocol", "the gateway sent a binary frame");
      const frame = parseFrame(text);
      if (frame.type === "res") this.#answer(frame);
      else for (const listener of this.#listeners.get(frame.event) ?? []) listener(frame.payload);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.#fail(error);
      this.#socket.terminate();
    }
  }

  #answer(frame: ResponseFrame): void {
    const id = Number(/^m(\d+)$/.exec(frame.id)?.[1]);
    // An id we gave, but nobody waits for any more, is a late answer; an id we never gave means that the two sides disagree.
    if (!(id <= this.#lastId)) throw new GatewayError("protocol", "the gateway answered a request that was never sent");
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    if (frame.ok) {
      if (pending.isFinal(frame.payload)) pending.resolve(frame.payload);
    } else if (frame.error === undefined) {
      throw new GatewayError("protocol", `${pending.method}: the gateway refused without an error`);
    } else {
      pending.reject(refusal(pending.method, frame.error));
    }
  }

  #fail(failure: GatewayError): void {
    this.#failure ??= failure;
  }

  #finish(code: number, reason: string): ConnectionEnd {
    this.#end = { code, reason: this.#failure?.message ?? reason };
    for (const { method, reject } of this.#pending.values()) reject(this.#lost(method, "may have been carried out"));
    return this.#end;
  }

  #lost(subject: string, fate: string): GatewayError {
    const { code, reason } = this.#end ?? { code: 1006, reason: "" };
    const why = reason === "" ? `closed with code ${code}` : `closed with code ${code}: ${reason}`;
    const kind = this.#failure?.code ?? "connection-lost";
    return new GatewayError(kind, `${subject}: the connection to the gateway ended (${why}); the request ${fate}`, {}, { cause: this.#failure });
  }
}

/** ws reports broken frames (too long, bad UTF-8, bad opcode) with codes of its own; the rest is the network. */
function socketFailure(error: Error & { code?: string }): GatewayError {
  return new GatewayError(error.code?.startsWith("WS_ERR_") ? "protocol" : "connection-lost", messageOf(error), {}, { cause: error });
}
