import { clawdbotStores } from "./clawdbotStores";
import { unstamped } from "./live";
import type { GatewayRelease } from "./versions";

/**
 * What a Gateway keeps of a document that it is given: without the stamps that it sets anew at every write, and with the defaults that it
 * writes down. Two documents that are stored alike are the same to the bot, so this is the form in which all are compared.
 */
export function storedAs<T>(document: Readonly<Record<string, T>>, release: GatewayRelease): Record<string, T> {
  const own = unstamped(document);
  return release.package === "clawdbot" ? (clawdbotStores(own) as Record<string, T>) : own;
}
