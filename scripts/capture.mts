// `npm run capture -- <package>@<version>`: asks a running Gateway what it accepts and how its changes take effect, and writes that to
// sdk/config/releases. Facts only: no text of the Gateway's is kept.
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { ReleaseTable } from "../sdk/config/releases/table.ts";
import { askReloadKinds, askSchema } from "./capture/ask.mts";
import { bundled, channelPlugins } from "./capture/plugins.mts";
import { startGateway } from "./capture/gateway.mts";
import { reloadRules } from "./capture/reloadRules.mts";
import { schemaNodes } from "./capture/schemaNodes.mts";
import { log, main, projectDir } from "./setup/project.mjs";

const [argument = ""] = process.argv.slice(2);

await main(async () => {
  const [, packageName, version] = /^([a-z]+)@(\d[\w.-]*)$/.exec(argument) ?? [];
  if (packageName === undefined || version === undefined) throw new Error("Say which release: npm run capture -- openclaw@2026.9.6");
  const release = { package: packageName, version };
  const gateway = await startGateway(release, log);
  try {
    log("Asking for the schema (usually 20 to 60 s)...");
    const { schema, uiHints, version: answered } = await askSchema(gateway);
    if (answered !== version) throw new Error(`the gateway says that it is ${answered}, not ${version}`);
    const nodes = schemaNodes(schema);
    const plugins = { ...bundled(packageName, gateway.packageDir), channelPlugins: channelPlugins(gateway.packageDir) };
    const table: ReleaseTable = { release, root: nodes.length - 1, ...plugins, reload: await reloadOf(packageName, () => askReloadKinds(gateway, schema, log)), sensitive: sensitiveOf(uiHints), nodes };
    const file = path.join(projectDir, "sdk/config/releases", `${packageName}-${version}.json`);
    writeFileSync(file, textOf(table));
    log(`Wrote ${path.relative(projectDir, file)}: ${String(nodes.length)} nodes, ${String(Object.keys(table.reload).length)} reload rules, ${String(table.sensitive.length)} sensitive paths.`);
    return 0;
  } finally {
    await gateway.stop();
  }
});

/** Clawdbot restarts at every write by its protocol, whatever it writes (2026.1.24-3). */
async function reloadOf(packageName: string, ask: () => ReturnType<typeof askReloadKinds>): Promise<ReleaseTable["reload"]> {
  if (packageName === "clawdbot") return { "": "restart" };
  log("Asking for the reload kind of every path (usually 1 to 3 minutes)...");
  return reloadRules(await ask());
}

function sensitiveOf(hints: Readonly<Record<string, { readonly sensitive?: boolean }>>): string[] {
  const paths = Object.entries(hints).flatMap(([hinted, { sensitive }]) => (sensitive === true ? [hinted.replaceAll("[]", ".*")] : []));
  return [...new Set(paths)].sort();
}

/** One line a node: a difference between two captures is read by lines. */
function textOf({ nodes, ...rest }: ReleaseTable): string {
  const lines = nodes.map((node) => JSON.stringify(node)).join(",\n");
  return `${JSON.stringify(rest, undefined, 1).slice(0, -2)},\n "nodes": [\n${lines}\n]}\n`;
}
