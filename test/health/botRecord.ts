import { digestOf, withoutUnmanaged, type ConfigDocument } from "../../sdk/config";
import { connectGateway, createDevice, dialectOf, type Endpoint } from "../../sdk/gateway";
import type { BotRecord, LastApplied } from "../../sdk/health";
import { openclaw } from "../config/appliedDocument";

const device = createDevice();

/** How a gateway of a test is reached. */
export interface Reachable {
  readonly endpoint: Endpoint;
  readonly token: string;
}

/** A bot to which a document was applied, and of which nothing else is special. */
export function botRecord({ endpoint, token }: Reachable, document: ConfigDocument, more: Partial<LastApplied> = {}, others: Partial<BotRecord> = {}): BotRecord {
  const key = "key";
  const { unmanaged = [], secretPaths = [], release = openclaw } = more;
  const digest = digestOf(withoutUnmanaged(document, unmanaged), secretPaths, key);
  return {
    bot: "alice",
    applied: { document, release, digest, isReached: true, unmanaged, secretPaths, sealed: {}, secrets: [token], key, ...more },
    connect: (deadline) => connectGateway({ endpoint, token, device, scopes: dialectOf(release).readScopes, deadline }),
    program: { absent: "runs elsewhere" },
    ...others,
  };
}
