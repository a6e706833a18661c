import { renameSync, writeFileSync } from "node:fs";
import type { ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { GatewayError, type ConfigSnapshot, type GatewayIssue } from "../../sdk/gateway";
import { Connection } from "../../sdk/gateway/connection";
import { shakeHands } from "../../sdk/gateway/handshake";
import { openSocket } from "../../sdk/gateway/transport";
import type { RealGateway } from "../gateways/realGateway";
import { knownDocument, secretName, startKnownGateway } from "./known";

/** A real gateway that is asked what it thinks of documents. */
export interface Judge {
  /** What it has against a document; nothing when it takes it. */
  refusal(document: ConfigDocument): Promise<readonly GatewayIssue[] | undefined>;
  close(): Promise<void>;
}

/** A real gateway of one test file, and what every document that it is asked about has. */
export interface JudgedGateway {
  readonly judge: Judge;
  readonly known: ConfigDocument;
  stop(): Promise<void>;
}

/** Starts a gateway, and connects to it to ask. */
export async function startJudgedGateway(): Promise<JudgedGateway> {
  const gateway = await startKnownGateway();
  const known = knownDocument(gateway.stateDir);
  try {
    const judge = await openJudge(gateway, known);
    return {
      judge,
      known,
      async stop() {
        await judge.close();
        await gateway.stop();
      },
    };
  } catch (error) {
    await gateway.stop();
    throw error;
  }
}

/**
 * Connects to a gateway that reloads nothing (`gateway.reload.mode: "off"`). `config.set` checks a document like the other writes do,
 * and may be called as often as one likes (openclaw 2026.9.6); Molthub itself never calls it.
 *
 * @param known a small document, put in place before each question: a Gateway refuses to halve a file
 */
async function openJudge(gateway: RealGateway, known: ConfigDocument): Promise<Judge> {
  const connection = new Connection(await openSocket(gateway.endpoint, within(30)));
  const ask = (method: string, params: object): Promise<unknown> => connection.request(method, params, within(120));
  const reset = (): void => {
    writeFileSync(`${gateway.configPath}.known`, JSON.stringify(known));
    renameSync(`${gateway.configPath}.known`, gateway.configPath);
  };
  await shakeHands(connection, { token: gateway.token, scopes: ["operator.admin"] }, within(30));
  await ask("secrets.store.set", { name: secretName, kind: "secret", value: "a secret" });
  reset();
  const baseHash = await hashOf(known, () => ask("config.get", {}));
  return {
    async refusal(document) {
      reset();
      try {
        await ask("config.set", { raw: JSON.stringify(document), baseHash });
        return undefined;
      } catch (error) {
        if (!(error instanceof GatewayError) || notRefusals.includes(error.code)) throw error;
        return error.issues.length > 0 ? error.issues : [{ path: "", message: error.message }];
      }
    },
    close: () => connection.close(),
  };
}

// What says nothing about the document.
const notRefusals = ["connection-lost", "stale-hash", "base-hash-required", "unavailable", "rate-limited", "protocol"];

/** The hash of a file that was put in place by other means than the Gateway's: it is cached until the watcher wakes. */
async function hashOf(known: ConfigDocument, get: () => Promise<unknown>): Promise<string> {
  const deadline = within(60);
  for (;;) {
    const { parsed, hash } = (await get()) as ConfigSnapshot;
    if (parsed !== null && Object.keys(parsed).join() === Object.keys(known).join()) return hash;
    await deadline.sleep(200);
  }
}

function within(seconds: number): Deadline {
  return Deadline.after(seconds * 1_000, "the gateway to answer");
}
