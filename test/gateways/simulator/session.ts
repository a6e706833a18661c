import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";

/** One connection, as the gateway sees it. */
export class Session {
  readonly id = randomUUID();
  readonly nonce = randomUUID();
  /** Undefined until the handshake is over. */
  scopes: readonly string[] | undefined;
  /** The device that signed the connect. */
  deviceId: string | undefined;
  private isMute = false;
  private events = 0;

  constructor(private readonly socket: WebSocket) {
    // An "error" without a listener would end the test.
    socket.on("error", () => undefined);
  }

  send(frame: Readonly<Record<string, unknown>>): void {
    if (!this.isMute && this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  event(event: string, payload: unknown): void {
    this.send({ type: "event", event, payload, seq: ++this.events });
  }

  /** Nothing comes over this connection any more, though it stays open. */
  mute(): void {
    this.isMute = true;
    // Not even the answer to a close frame.
    this.socket.pause();
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** Cuts the connection, as a process that ends or a network that breaks. */
  cut(): void {
    this.socket.terminate();
  }
}
