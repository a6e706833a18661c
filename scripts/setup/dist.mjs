import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withLock } from "../../sdk/hosts/cache/lock.cjs";
import { digestOf } from "./digest.mjs";

const SOURCES = ["sdk", "components", "policies", "test/gateways/simulator", "tsconfig.json", "tsconfig.build.json"];
/** What the code reads beside itself, and the compiler does not copy. */
const DATA = /(^|\/)((package(-lock)?|releases\/[^/]+)\.json|PulumiPolicy\.yaml)$/;

/**
 * Compiles sdk/, components/, policies/ and the simulated gateway to dist/, unless dist is that already. It is built beside and moved into place, so that nobody
 * ever reads half of it.
 *
 * @param {string} root
 * @param {string} node
 * @param {(line: string) => void} log
 */
export async function ensureBuilt(root, node, log) {
  if (isBuilt(root)) return;
  const build = async () => {
    if (isBuilt(root)) return;
    log("Building Molthub (usually 5 to 20 s)...");
    const digest = digestOf(root, SOURCES);
    const parent = path.join(root, "node_modules/.cache/molthub-build");
    rmSync(parent, { recursive: true, force: true });
    mkdirSync(parent, { recursive: true });
    const staging = mkdtempSync(path.join(parent, "dist-"));
    compile(root, node, staging);
    for (const file of dataFiles(root)) cpSync(path.join(root, file), path.join(staging, file));
    swap(staging, path.join(root, "dist"), path.join(parent, "old"));
    writeFileSync(stampOf(root), digest);
    rmSync(parent, { recursive: true, force: true });
  };
  await withLock(path.join(root, "dist"), build, () => log("Waiting for another run that builds Molthub..."));
}

/** @param {string} root */
export function isBuilt(root) {
  const dist = path.join(root, "dist");
  return existsSync(dist) && existsSync(stampOf(root)) && readFileSync(stampOf(root), "utf8") === digestOf(root, SOURCES);
}

/**
 * @param {string} root
 * @param {string} node
 * @param {string} outDir
 */
function compile(root, node, outDir) {
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(node, [tsc, "-p", "tsconfig.build.json", "--outDir", outDir], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (status !== 0) throw new Error(`Molthub does not compile. Correct this, or restore the sources, and run the same again:\n${stdout.trimEnd()}`);
}

/** @param {string} root */
function dataFiles(root) {
  return ["sdk", "policies"]
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)))
    .filter((name) => DATA.test(name));
}

/**
 * @param {string} staging
 * @param {string} dist
 * @param {string} old
 */
function swap(staging, dist, old) {
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(staging, dist);
}

/**
 * Outside dist, because dist is what is published.
 *
 * @param {string} root
 */
function stampOf(root) {
  return path.join(root, "node_modules/.molthub-dist");
}
