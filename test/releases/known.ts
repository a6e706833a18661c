import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ConfigDocument } from "../../sdk/config";
import { minimalConfig, startRealGateway, type RealGateway } from "../gateways/realGateway";

/** A secret that every provider of {@link knownDocument} has. */
export const secretName = "MOLTHUB_SECRET";

/** What every generated document has: what keeps the gateway reachable and at rest, and providers for the secrets that documents name. */
export function knownDocument(stateDir = "/srv/molty"): ConfigDocument {
  const files = { source: "file", path: secretsFile(stateDir), mode: "json" };
  const commands = { source: "exec", command: "/bin/echo", args: ["a secret"], jsonOnly: false };
  return { ...minimalConfig, gateway: { ...minimalConfig.gateway, reload: { mode: "off" } }, secrets: { providers: { files, commands } } };
}

/** A gateway for which {@link knownDocument} holds, except for the entry in its own store. */
export async function startKnownGateway(): Promise<RealGateway> {
  const gateway = await startRealGateway({ config: { gateway: knownDocument()["gateway"] }, env: { [secretName]: "a secret" } });
  const file = secretsFile(gateway.stateDir);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ molthub: { secret: "a secret" } }), { mode: 0o600 });
  return gateway;
}

function secretsFile(stateDir: string): string {
  return join(stateDir, "molthub", "secrets.json");
}
