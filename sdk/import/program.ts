import { formatPath, type ConfigDocument, type GatewayRelease } from "../config";
import { factor, type Factored } from "./factor";
import { json5Text } from "./json5Text";
import type { PartedDocument } from "./leftToBot";

/** A bot as it was read. */
export interface ImportedBot extends PartedDocument {
  readonly bot: string;
  readonly address: string;
  readonly release: GatewayRelease;
}

/** What is written around the program. */
export interface ImportedProject {
  readonly name: string;
  /** npm packages that the program needs, with their versions. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The files of a Pulumi program that has these bots, by path in its folder. Bots of one release are a fleet. */
export function programFiles(project: ImportedProject, bots: readonly ImportedBot[]): Record<string, string> {
  const fleets = fleetsOf(bots);
  const factored = factor(fleets.map((fleet) => Object.fromEntries(fleet.bots.map(({ bot, document }) => [bot, document]))));
  const layers = layersOf(fleets, factored);
  return {
    "Pulumi.yaml": pulumiYaml(project.name),
    "package.json": `${JSON.stringify({ private: true, dependencies: project.dependencies }, null, 2)}\n`,
    "index.ts": [head, ...fleets.map((fleet) => fleetText(fleet, new Set(Object.keys(layers))))].join("\n"),
    ...layers,
  };
}

/** The stack's configuration key of a bot's token. */
export function tokenKey(bot: string): string {
  return `${bot}Token`;
}

const head = `import * as pulumi from "@pulumi/pulumi";
import { MoltbotFleet } from "@molthub/pulumi";

const config = new pulumi.Config();
const external = (address: string, token: string) => ({ external: { address, token: config.requireSecret(token) } });
`;

function pulumiYaml(name: string): string {
  return `name: ${JSON.stringify(name)}
runtime: nodejs
options:
  # Look at the bots before deciding what to change: an edit made on a bot shows in the preview.
  refresh: always
`;
}

interface Fleet {
  readonly name: string;
  readonly release: GatewayRelease;
  readonly bots: readonly ImportedBot[];
}

function fleetsOf(bots: readonly ImportedBot[]): Fleet[] {
  const releases = [...new Map(bots.map(({ release }) => [`${release.package} ${release.version}`, release])).values()];
  return releases.map((release) => {
    const isOnly = releases.every((other) => other === release || other.package !== release.package);
    const name = isOnly ? release.package : `${release.package}-${release.version.replaceAll(".", "-")}`;
    return { name, release, bots: bots.filter((bot) => bot.release.package === release.package && bot.release.version === release.version) };
  });
}

/** The layers that say something, by their path. */
function layersOf(fleets: readonly Fleet[], factored: Factored): Record<string, string> {
  const layers = fleets.flatMap(({ name, bots }, at): [string, ConfigDocument | undefined][] => {
    const layered = factored.fleets[at];
    return [[fleetFile(name), layered?.common], ...bots.map(({ bot }): [string, ConfigDocument | undefined] => [botFile(name, bot), layered?.overlays[bot]])];
  });
  const filled = [[sharedFile, factored.shared] as const, ...layers].filter(([, layer]) => Object.keys(layer ?? {}).length > 0);
  return Object.fromEntries(filled.map(([path, layer]) => [path, json5Text(layer ?? {})]));
}

function fleetText({ name, release, bots }: Fleet, layers: ReadonlySet<string>): string {
  const shared = unmanagedOfMost(bots);
  const templates = [sharedFile, fleetFile(name)].filter((path) => layers.has(path)).map(quoted);
  const lines = [
    `new MoltbotFleet(${quoted(name)}, {`,
    `  gateway: { ${release.package === "openclaw" ? "" : `package: ${quoted(release.package)}, `}version: ${quoted(release.version)} },`,
    "  adopt: true,",
    ...(templates.length === 0 ? [] : [`  template: ${templates.length === 1 ? templates.join() : `[${templates.join(", ")}]`},`]),
    ...(shared.length === 0 ? [] : [`  unmanaged: ${listText(shared, "  ")},`]),
    "  bots: {",
    ...bots.map((imported) => `    ${botText(imported, botFile(name, imported.bot), layers, shared)},`),
    "  },",
    "});",
  ];
  return `${lines.join("\n")}\n`;
}

function botText(imported: ImportedBot, overlay: string, layers: ReadonlySet<string>, shared: readonly string[]): string {
  const { bot, address } = imported;
  const own = unmanagedOf(imported);
  const parts = [
    `target: external(${quoted(address)}, ${quoted(tokenKey(bot))})`,
    ...(layers.has(overlay) ? [`overlay: ${quoted(overlay)}`] : []),
    ...(isSameList(own, shared) ? [] : [`unmanaged: ${listText(own, "    ")}`]),
  ];
  return `${/^[a-z][a-z0-9]*$/.test(bot) ? bot : quoted(bot)}: { ${parts.join(", ")} }`;
}

function unmanagedOf({ left }: ImportedBot): string[] {
  return left.map(({ path }) => formatPath(path)).sort();
}

/** The list of more than half of the bots: it is written once. */
function unmanagedOfMost(bots: readonly ImportedBot[]): string[] {
  const lists = bots.map(unmanagedOf);
  return lists.find((list) => lists.filter((other) => isSameList(other, list)).length * 2 > bots.length) ?? [];
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, at) => text === b[at]);
}

function listText(texts: readonly string[], indent: string): string {
  const line = `[${texts.map(quoted).join(", ")}]`;
  return line.length <= 160 ? line : `[\n${texts.map((text) => `${indent}  ${quoted(text)},\n`).join("")}${indent}]`;
}

const sharedFile = "layers/common.json5";

function fleetFile(fleet: string): string {
  return `layers/${fleet}.json5`;
}

function botFile(fleet: string, bot: string): string {
  return `layers/${fleet}/${bot}.json5`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
