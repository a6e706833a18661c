import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer } from "ws";
import type { GatewayProcess } from "./gatewayProcess";
import { receive } from "./requests";
import { Session } from "./session";

/** The port of a gateway. It stays ours while the process is down, so that nobody else gets it. */
export interface Server {
  readonly port: number;
  /** How many sockets were ever opened to it. */
  sockets(): number;
  close(): Promise<void>;
}

export async function listen(process: GatewayProcess): Promise<Server> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ noServer: true, maxPayload: process.line.maxPayload });
  const connections = new Set<Socket>();
  let opened = 0;
  server.on("connection", (socket) => {
    opened++;
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
    if (process.phase === "down") socket.destroy();
  });
  server.on("upgrade", (request, socket, head) => {
    process.timers.whenAwake(() => {
      if (process.phase === "down") return void socket.destroy();
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const session = new Session(webSocket);
        process.sessions.add(session);
        webSocket.on("close", () => process.sessions.delete(session));
        webSocket.on("message", (data) => process.timers.whenAwake(() => receive(process, session, String(data))));
        session.event("connect.challenge", { nonce: session.nonce, ts: Date.now() });
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    sockets: () => opened,
    async close() {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
