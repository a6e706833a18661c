import { once } from "node:events";
import type { AddressInfo } from "node:net";
import WebSocket, { WebSocketServer } from "ws";
import { loopbackEndpoint, type Endpoint } from "../../../sdk/gateway";

/**
 * What becomes of a request on its way to a gateway, and of the connection that it comes by.
 *
 * - `lost`: cut before it arrives
 * - `unanswered`: it arrives, and the connection is cut when the answer comes
 * - `cut-behind`: it arrives, and the connection is cut at once
 * - `silenced`: it arrives, and from then on nothing comes back, though the connection stays open
 * - `late`: it arrives later
 */
export type Fate = "passed" | "lost" | "unanswered" | "cut-behind" | "silenced" | { readonly late: number };

/** The way between a client and a gateway, which a test may cut. */
export interface Wire {
  /** Of the near end. */
  readonly endpoint: Endpoint;
  /** Requests that came to the near end, connects included. */
  requests(): number;
  /** Nothing gets through any more, for ever: who stood at the near end is dead. */
  sever(): void;
  close(): Promise<void>;
}

/**
 * Puts a wire before a gateway.
 *
 * @param fateOf asked of each request, which it is (from 1) and its text; may do something about the gateway first
 */
export async function openWire(far: Endpoint, fateOf: (nth: number, text: string) => Fate): Promise<Wire> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  await once(server, "listening");
  const links = new Set<Link>();
  let requests = 0;
  let severed = false;
  server.on("connection", (near) => {
    const link = new Link(near, far, (text) => (severed ? "lost" : fateOf(++requests, text)), () => links.delete(link));
    links.add(link);
    if (severed) link.cut();
  });
  return {
    endpoint: loopbackEndpoint((server.address() as AddressInfo).port),
    requests: () => requests,
    sever() {
      severed = true;
      for (const link of links) link.cut();
    },
    async close() {
      for (const link of links) link.cut();
      server.close();
      await once(server, "close");
    },
  };
}

/** One connection through a wire. */
class Link {
  private readonly far: WebSocket;
  private readonly waiting: string[] = [];
  private isSilent = false;
  private cutsAtAnswer = false;

  constructor(
    private readonly near: WebSocket,
    far: Endpoint,
    private readonly fateOf: (text: string) => Fate,
    gone: () => void,
  ) {
    this.far = new WebSocket(far.address, { perMessageDeflate: false });
    this.far.on("open", () => {
      for (const text of this.waiting.splice(0)) this.far.send(text);
    });
    this.far.on("message", (data) => this.answer(String(data)));
    near.on("message", (data) => this.request(String(data)));
    // A connection that ends at one end ends at the other, with the same words where there are any.
    this.far.on("error", () => this.cut());
    near.on("error", () => this.cut());
    this.far.on("close", (code, reason) => {
      if (this.isSilent) return;
      if (code === 1005 || code === 1006) near.terminate();
      else near.close(code, reason);
    });
    near.on("close", () => {
      gone();
      this.far.terminate();
    });
  }

  cut(): void {
    this.near.terminate();
    this.far.terminate();
  }

  private request(text: string): void {
    const fate = this.fateOf(text);
    if (fate === "lost") return this.cut();
    if (typeof fate === "object") return void setTimeout(() => this.forward(text), fate.late);
    this.isSilent ||= fate === "silenced";
    this.cutsAtAnswer ||= fate === "unanswered";
    this.forward(text, fate === "cut-behind" ? () => this.cut() : undefined);
  }

  private forward(text: string, then?: () => void): void {
    if (this.far.readyState === WebSocket.OPEN) this.far.send(text, then);
    else if (this.far.readyState === WebSocket.CONNECTING) this.waiting.push(text);
  }

  private answer(text: string): void {
    if (this.isSilent) return;
    if (this.cutsAtAnswer && text.includes('"type":"res"')) return this.cut();
    this.near.send(text);
  }
}
