import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { chmod, copyFile, link, mkdir, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDir } from "../../sdk/hosts/cache/cacheDir.cjs";
import { installOnce } from "../../sdk/hosts/cache/installOnce.cjs";
import { digestOf } from "../setup/digest.mjs";
import { BUILT_VERSION, type Log, type PulumiCli } from "./cli.mts";
import { goBuild, goModuleDir } from "./goBuild.mts";

const hostDir = fileURLToPath(new URL("./languageHost", import.meta.url));
const PLATFORM = `${process.platform}-${process.arch}`;
const DYNAMIC_PROVIDER = "pulumi-resource-pulumi-nodejs";

/** The bare CLI that was built before, if it was. */
export function cachedBuild(): string | undefined {
  const entry = path.join(cacheDir(), binaryKey());
  return existsSync(entry) ? entry : undefined;
}

/**
 * The CLI built from the pinned Go modules, with what the official one has beside it and Go modules do not offer: a host for
 * Node.js programs (ours) and the launcher of dynamic providers (npm's). A new host does not build the CLI again.
 */
export async function buildPulumi(log: Log): Promise<PulumiCli> {
  const bare = await installOnce({
    key: binaryKey(),
    what: `Building Pulumi ${BUILT_VERSION} from source, once for this machine, with 4 GB of temporary disk`,
    usually: "4 to 5 minutes on 2 cores",
    make: (staging) => goBuild(staging, moduleDigest(), log),
    log,
  });
  const entry = await installOnce({
    key: `pulumi-${BUILT_VERSION}-${PLATFORM}-${moduleDigest()}-host-${hostDigest()}`,
    what: "Putting the Node.js language host beside it",
    usually: "1 s",
    make: (staging) => assemble(path.join(bare, "bin", "pulumi"), path.join(staging, "bin")),
    log: () => undefined,
  });
  return { command: path.join(entry, "bin", "pulumi"), origin: "built" };
}

async function assemble(cli: string, bin: string): Promise<void> {
  const host = path.join(bin, "language-host");
  await mkdir(host, { recursive: true });
  await link(cli, path.join(bin, "pulumi")).catch(() => copyFile(cli, path.join(bin, "pulumi")));
  for (const file of await readdir(hostDir)) await copyFile(path.join(hostDir, file), path.join(host, file));
  await copyFile(dynamicProvider(), path.join(bin, DYNAMIC_PROVIDER));
  // The shell is replaced, so that the host's parent is the engine.
  await writeFile(path.join(bin, "pulumi-language-nodejs"), '#!/bin/sh\nexec node "$(dirname "$0")/language-host/main.cjs" "$@"\n');
  for (const program of ["pulumi-language-nodejs", DYNAMIC_PROVIDER]) await chmod(path.join(bin, program), 0o755);
}

function binaryKey(): string {
  return `pulumi-${BUILT_VERSION}-${PLATFORM}-${moduleDigest()}`;
}

function moduleDigest(): string {
  return digestOf(goModuleDir, ["go.mod", "go.sum"]).slice(0, 12);
}

/** Of all that `assemble` puts beside the CLI, and of how it does it. */
function hostDigest(): string {
  const self = fileURLToPath(import.meta.url);
  const parts = [self, dynamicProvider()].map((file) => digestOf(path.dirname(file), [path.basename(file)]));
  return createHash("sha256").update([...parts, digestOf(hostDir, readdirSync(hostDir))].join()).digest("hex").slice(0, 12);
}

function dynamicProvider(): string {
  return path.join(path.dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json")), DYNAMIC_PROVIDER);
}
