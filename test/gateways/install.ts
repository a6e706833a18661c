import { join } from "node:path";
import { productOf } from "../../scripts/gateways/product.mts";
import type { GatewayRelease } from "../../sdk/config";
import { installPinned } from "../../sdk/hosts/cache/installPinned.cjs";
import { ensureNode } from "../../sdk/hosts/cache/node.cjs";
import { installGateway, type GatewayInstallation } from "../../sdk/hosts/local";

const silent = (): void => undefined;

/** Installs a release into the cache, once per machine: what Molthub hosts as Molthub does, others from the lockfiles in `packages/`. */
export async function installRelease(release: GatewayRelease): Promise<GatewayInstallation> {
  if (release.package === "openclaw") return installGateway(release, silent);
  const name = `${release.package}-${release.version}`;
  const node = await ensureNode(silent);
  const folder = await installPinned({ pinned: join(__dirname, "packages", name), what: `${release.package} ${release.version}`, node, log: silent });
  return { node, entry: join(folder, "node_modules", release.package, productOf(release.package).program) };
}
