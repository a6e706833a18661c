import { createHash } from "node:crypto";
import { MolthubError } from "../errors";

// Below the range that Linux hands out to clients (32768 and up), and above the usual services.
const firstPort = 19_000;
const portCount = 3_000;
// A Gateway with browser control also uses the ports right above its own.
const spacing = 4;

/** The port a bot has when none is given: always the same for the same project, stack and bot, in 19000 to 30996. */
export function defaultPort(project: string, stack: string, bot: string): number {
  const hash = createHash("sha256").update(JSON.stringify([project, stack, bot])).digest();
  return firstPort + (hash.readUInt32BE(0) % portCount) * spacing;
}

/**
 * Refuses a port that no Gateway can listen on.
 *
 * @throws MolthubError `invalid-port`, naming the bot
 */
export function requireValidPort(port: number, bot: string): void {
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    throw new MolthubError("invalid-port", `bot ${bot}: port: ${String(port)} is not a port a bot can use. Give a whole number from 1024 to 65535.`);
  }
}

/**
 * Refuses two bots on one port.
 *
 * @param bots the port of each bot, by name
 * @throws MolthubError `duplicate-port`, naming both bots
 */
export function requireDistinctPorts(bots: Readonly<Record<string, number>>): void {
  const owners = new Map<number, string>();
  for (const [bot, port] of Object.entries(bots)) {
    const other = owners.get(port);
    if (other !== undefined) {
      throw new MolthubError("duplicate-port", `bot ${bot}: port: ${String(port)} is also the port of bot ${other}. Give one of them another \`port:\`.`);
    }
    owners.set(port, bot);
  }
}

/**
 * Refuses two bots at one address: they would take turns at one Gateway.
 *
 * @param bots the address of each bot, by name
 * @throws MolthubError `duplicate-address`, naming both bots
 */
export function requireDistinctAddresses(bots: Readonly<Record<string, string>>): void {
  const owners = new Map<string, string>();
  for (const [bot, address] of Object.entries(bots)) {
    const other = owners.get(address);
    if (other !== undefined) {
      throw new MolthubError("duplicate-address", `bot ${bot}: target: external: address: is also the address of bot ${other}. Two bots cannot share a gateway: remove one of them.`);
    }
    owners.set(address, bot);
  }
}

/** True for the address of a Gateway: `ws://host:port` or `wss://host:port`, without path, query or credentials. */
export function isGatewayAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash, pathname } = new URL(text);
  return ["ws:", "wss:"].includes(protocol) && [username, password, search, hash, pathname.slice(1)].every((part) => part === "");
}
