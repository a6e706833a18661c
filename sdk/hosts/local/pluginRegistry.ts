import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { PluginPackage } from "./pluginPackage";

/**
 * Does something while a registry of npm's answers on loopback that has this one package and no other: whoever installs from it can get
 * nothing but the bytes that were pinned.
 *
 * @param work gets the registry's address
 */
export async function withRegistryOf<T>({ pin, manifest, tarball }: PluginPackage, work: (address: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", address).pathname);
    if (path === `/${pin.package}`) response.setHeader("content-type", "application/json").end(listing);
    else if (path === "/package.tgz") response.end(tarball);
    else response.writeHead(404, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const dist = { integrity: pin.integrity, tarball: `${address}/package.tgz` };
  const listing = JSON.stringify({ name: pin.package, "dist-tags": { latest: pin.version }, versions: { [pin.version]: { ...manifest, dist } } });
  try {
    return await work(address);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
