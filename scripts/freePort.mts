import { once } from "node:events";
import { createServer } from "node:net";

// Below the range from which Linux serves who names no port, and below that of `npm start`: a port that is free now is still free when a
// gateway, a minute later, gets to it. Workers of tests, which run side by side, draw from a part each.
const lowestPort = 10_000;
const portsOfPart = 4_000;
const parts = 2;

const part = Number(process.env["VITEST_POOL_ID"] ?? 0) % parts;
let next = Math.floor(Math.random() * portsOfPart);

/** A loopback port that nobody listens on right now; another one each time. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < portsOfPart; tries++) {
    const port = lowestPort + part * portsOfPart + (next++ % portsOfPart);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free from ${String(lowestPort + part * portsOfPart)} on`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
