import path from "node:path";
import { cacheDir } from "../../sdk/hosts/cache/cacheDir.cjs";
import { ensureNode } from "../../sdk/hosts/cache/node.cjs";
import { runChild, withOnPath } from "./child.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { ensureBuilt } from "./dist.mjs";
import { MARKER, markerFor } from "./marker.mjs";
import { log, main, projectDir } from "./project.mjs";
import { reapOrphans } from "./reap.mjs";

/** What each task runs, and whether it needs dist/. Tests and lint must be able to report sources that do not compile. */
const TASKS = /** @type {const} */ ({
  start: { script: "scripts/fleet/start.mts", needsDist: true },
  stop: { script: "scripts/fleet/stop.mts", needsDist: true },
  pulumi: { script: "scripts/pulumi.mts", needsDist: true },
  molthub: { script: "scripts/molthub.mts", needsDist: true },
  build: { script: undefined, needsDist: true },
  capture: { script: "scripts/capture.mts", needsDist: true },
  docs: { script: "scripts/docs.mts", needsDist: true },
  bench: { script: "scripts/bench.mts", needsDist: true },
  lint: { script: "scripts/lint.mts", needsDist: false },
  test: { script: "scripts/test.mts", args: ["all"], needsDist: false },
  "test:unit": { script: "scripts/test.mts", args: ["unit"], needsDist: false },
  "test:long": { script: "scripts/test.mts", args: ["long"], needsDist: false },
});

/**
 * Makes sure that there is all that a task needs, then runs it on a Node that OpenClaw runs on.
 *
 * @param {string[]} argv the task and its arguments
 */
export async function runTask([name = "", ...args]) {
  await main(async () => {
    const task = Object.entries(TASKS).find(([known]) => known === name)?.[1];
    if (task === undefined) throw new Error(`There is no task ${JSON.stringify(name)}. Tasks: ${Object.keys(TASKS).join(", ")}.`);
    refuseUnsupported();
    process.env[MARKER] = markerFor(projectDir);
    await reapOrphans(projectDir, log);
    const node = await ensureNode(log);
    await ensureDependencies(projectDir, node, log);
    if (task.needsDist) await ensureBuilt(projectDir, node, log);
    if (task.script === undefined) return 0;
    const fixed = "args" in task ? task.args : [];
    return runChild(node, [path.join(projectDir, task.script), ...fixed, ...args], { cwd: projectDir, env: { ...withOnPath(node), ...compileCache() } });
  });
}

/** Every run of Pulumi loads its SDK in three processes, of which Node compiles nothing that it has compiled before: a third of their start. */
function compileCache() {
  return { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? path.join(cacheDir(), "compiled") };
}

function refuseUnsupported() {
  const { platform, arch } = process;
  if (platform === "linux" && (arch === "x64" || arch === "arm64")) return;
  throw new Error(`Molthub's local fleet runs on Linux x64 and arm64; this is ${platform} ${arch}. Use such a machine, or a Linux container on this one.`);
}
