import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { loopbackEndpoint } from "../../sdk/gateway";
import type { Endpoint } from "../../sdk/gateway";

/** A request as it arrives. */
export interface Request {
  readonly id: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** One side of one connection: what a script sees and does. */
export interface Peer {
  readonly socket: WebSocket;
  /** How many connections came before this one. */
  readonly index: number;
  ok(request: Request, payload: unknown): void;
  refuse(request: Request, error: Readonly<Record<string, unknown>>): void;
  event(event: string, payload: unknown): void;
}

/** What the gateway does; whatever is left out, it does as 2026.9.6 does. */
export interface Script {
  readonly opened?: (peer: Peer) => void;
  readonly connect?: (peer: Peer, request: Request) => void;
  readonly call?: (peer: Peer, request: Request) => void;
}

/** A gateway made of a script, for what a real one cannot be made to do. */
export interface FakeGateway {
  readonly endpoint: Endpoint;
  /** All requests, in order. */
  readonly requests: readonly Request[];
  /** Connections that are open now. */
  readonly open: () => number;
  stop(): Promise<void>;
}

export const challenge = { nonce: "nonce-1", ts: 1_795_000_000_000 };

/** A `hello-ok` as 2026.9.6 gives it, with keys that nobody here reads. */
export function hello(bootId: string, scopes: readonly string[]): Record<string, unknown> {
  return {
    type: "hello-ok",
    protocol: 4,
    server: { version: "2026.9.6", bootId, connId: "c1", buildId: "b" },
    features: { methods: [], events: [] },
    snapshot: { uptimeMs: 5, appliedConfigHash: "hmac-sha256:v1:a", presence: [] },
    auth: { method: "token", role: "operator", scopes },
    policy: { maxPayload: 26_214_400, maxBufferedBytes: 1, tickIntervalMs: 30_000 },
  };
}

export async function startFakeGateway(script: Script = {}, port = 0): Promise<FakeGateway> {
  const server = new WebSocketServer({ host: "127.0.0.1", port });
  await once(server, "listening");
  const requests: Request[] = [];
  let index = 0;
  server.on("connection", (socket) => {
    const send = (frame: unknown): void => socket.send(JSON.stringify(frame));
    const peer: Peer = {
      socket,
      index: index++,
      ok: ({ id }, payload) => send({ type: "res", id, ok: true, payload }),
      refuse: ({ id }, error) => send({ type: "res", id, ok: false, error }),
      event: (event, payload) => send({ type: "event", event, payload, seq: 1 }),
    };
    socket.on("error", () => undefined);
    socket.on("message", (data) => {
      const request = JSON.parse(String(data)) as Request;
      requests.push(request);
      if (request.method !== "connect") script.call?.(peer, request);
      else if (script.connect !== undefined) script.connect(peer, request);
      else peer.ok(request, hello("boot-1", request.params["scopes"] as string[]));
    });
    if (script.opened !== undefined) script.opened(peer);
    else peer.event("connect.challenge", challenge);
  });
  return {
    endpoint: loopbackEndpoint((server.address() as AddressInfo).port),
    requests,
    open: () => server.clients.size,
    async stop() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, "close");
    },
  };
}
