import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ensurePulumi } from "../scripts/pulumi/ensurePulumi.mts";
import { log, projectDir } from "../scripts/setup/project.mjs";
import { withOnPath } from "../scripts/setup/child.mjs";
import { layersOf } from "./fleet.mts";
import { measureTime, type Measured } from "./measure.mts";

export const name = "a preview of 200 bots of 12 KB with the whole production pack";
export const floorName = "the same preview without a pack";

/** More than this fails, on whatever machine. */
export const boundRatio = 2;

const bots = 200;
const rounds = 3;

export async function run(): Promise<Measured> {
  const { command } = await ensurePulumi(log);
  const folder = mkdtempSync(path.join(tmpdir(), "molthub-bench-"));
  const env = { ...withOnPath(process.execPath, command), PULUMI_HOME: path.join(folder, ".pulumi"), PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "bench", PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
  const pulumi = async (...args: string[]): Promise<void> => void (await promisify(execFile)(command, [...args, "--non-interactive"], { cwd: folder, env, maxBuffer: 256 << 20 }));
  try {
    writeProject(folder);
    await pulumi("stack", "init", "bench");
    return await measureTime(
      () => pulumi("preview", "--policy-pack", "node_modules/@molthub/pulumi/dist/policies/production", "--policy-pack-config", "policies.json"),
      () => pulumi("preview"),
      rounds,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function writeProject(folder: string): void {
  mkdirSync(path.join(folder, "node_modules/@molthub"), { recursive: true });
  symlinkSync(projectDir, path.join(folder, "node_modules/@molthub/pulumi"));
  symlinkSync(path.join(projectDir, "node_modules/@pulumi"), path.join(folder, "node_modules/@pulumi"));
  writeFileSync(path.join(folder, "Pulumi.yaml"), "name: bench\nruntime: { name: nodejs, options: { typescript: false } }\n");
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "bench", version: "1.0.0", main: "index.js" }));
  const [template, ...profiles] = layersOf(0).map(({ config, append, selector }) => ({ config, ...(append && { append }), ...(selector && { selector }) }));
  const names = Array.from({ length: bots }, (_, at) => [`bot-${String(at)}`, { labels: { region: "eu" }, target: { external: { address: `ws://127.0.0.1:${String(20_000 + at)}`, token: `token ${String(at)}` } } }]);
  // What the pack would stop is said here, so that all of it is judged and nothing is refused.
  const allowed = { config: { gateway: { bind: "loopback" }, skills: { allowBundled: [] }, agents: { defaults: { heartbeat: { every: "2h" } } } } };
  const args = { gateway: { version: "2026.9.6" }, template, profiles: [...profiles, allowed], bots: Object.fromEntries(names) };
  writeFileSync(path.join(folder, "index.js"), `const molthub = require("@molthub/pulumi");\nnew molthub.MoltbotFleet("bench", ${JSON.stringify(args)});\n`);
  writeFileSync(path.join(folder, "policies.json"), JSON.stringify({ "install-source": { external: true }, "node-runtime": { external: true }, "egress-allowlist": { enforced: false, hosts: ["models.example.com"] } }));
}
