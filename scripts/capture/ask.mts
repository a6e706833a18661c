import { setTimeout as delay } from "node:timers/promises";
import { connectGateway, Deadline, type GatewayClient } from "@molthub/pulumi/sdk";
import type { CaptureGateway } from "./gateway.mts";
import type { LeafKind } from "./reloadRules.mts";
import type { JsonSchema } from "./schemaNodes.mts";

/** Answer of `config.schema`, on either product line. */
export interface SchemaAnswer {
  readonly version: string;
  readonly schema: JsonSchema;
  readonly uiHints: Readonly<Record<string, { readonly sensitive?: boolean }>>;
}

const startsWithinMs = 300_000;
const crawlWithinMs = 1_800_000;
const lookupsAtOnce = 4;

/** The schema, asked for by the Gateway's own command line, which speaks the protocol of its release. Waits for a Gateway that starts. */
export async function askSchema(gateway: CaptureGateway): Promise<SchemaAnswer> {
  const deadline = Deadline.after(startsWithinMs, "the gateway to answer");
  for (;;) {
    try {
      const printed = await gateway.command(["gateway", "call", "config.schema", "--json", "--url", gateway.address, "--token", gateway.token, "--timeout", "30000"]);
      // Clawdbot prints a banner first.
      return JSON.parse(printed.slice(printed.indexOf("{"))) as SchemaAnswer;
    } catch (error) {
      if (deadline.expired) throw error;
      await delay(1_000);
    }
  }
}

/** The kind of every leaf, asked for one after another (`config.schema.lookup`, openclaw 2026.3 and later); undefined where a Gateway cannot tell. */
export async function askReloadKinds(gateway: CaptureGateway, schema: JsonSchema, log: (line: string) => void): Promise<LeafKind[]> {
  const deadline = Deadline.after(crawlWithinMs, "the reload kinds");
  const client = await connectGateway({ endpoint: { transport: "direct", address: gateway.address }, token: gateway.token, scopes: ["operator.read"], deadline, patience: "startup" });
  try {
    return await crawl(client, Object.keys(schema["properties"] as object), deadline, log);
  } finally {
    await client.close();
  }
}

async function crawl(client: GatewayClient, top: readonly string[], deadline: Deadline, log: (line: string) => void): Promise<LeafKind[]> {
  const open = [...top];
  const leaves: LeafKind[] = [];
  let asked = 0;
  const worker = async (): Promise<void> => {
    for (let path = open.shift(); path !== undefined; path = open.shift()) {
      const { children, schema, reloadKind } = await client.call("config.schema.lookup", { path }, deadline);
      asked += 1;
      if (asked % 500 === 0) log(`asked for ${String(asked)} paths, ${String(open.length)} are waiting...`);
      // Of an object only the leaves tell the truth; what may also be a scalar or is a list is a leaf itself.
      if ((children.length === 0 || schema["type"] !== "object") && reloadKind !== undefined) leaves.push({ path, kind: reloadKind });
      for (const child of children) {
        if (child.hasChildren) open.push(child.path);
        else if (child.reloadKind !== undefined) leaves.push({ path: child.path, kind: child.reloadKind });
      }
    }
  };
  while (open.length > 0) await Promise.all(Array.from({ length: lookupsAtOnce }, worker));
  return leaves;
}
