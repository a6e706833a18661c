import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { listenerOn, processesWith, signal } from "@molthub/pulumi/sdk";
import { dataFolder } from "./stack.mts";

// In the environment of the process, so that it is found again by whoever comes next.
const marker = "MOLTHUB_DEMO_MODEL";
const startWithinMs = 10_000;

/** Makes sure that the demo model of this project listens on its port; it outlives this process. */
export async function ensureDemoModel(projectDir: string, url: string): Promise<void> {
  const port = Number(new URL(url).port);
  if (await answers(url)) return;
  const taken = listenerOn(port);
  if (taken !== undefined) throw new Error(`The demo model's port ${port} is taken by ${taken}. Stop it, or choose another: npm run pulumi -- config set demoModelUrl http://127.0.0.1:<port>/v1`);
  const folder = dataFolder(projectDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = openSync(path.join(folder, "demo-model.log"), "a", 0o600);
  spawn(process.execPath, [path.join(import.meta.dirname, "demoModelServer.mjs"), String(port)], { cwd: folder, env: { [marker]: projectDir }, detached: true, stdio: ["ignore", log, log] }).unref();
  closeSync(log);
  for (const end = Date.now() + startWithinMs; !(await answers(url)); await delay(100)) {
    if (Date.now() > end) throw new Error(`The demo model did not start; see ${path.join(folder, "demo-model.log")}.`);
  }
}

/** Ends the demo model of this project, if it runs. */
export function stopDemoModel(projectDir: string): void {
  signal(processesWith(marker, projectDir), "SIGTERM");
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/models`, { signal: AbortSignal.timeout(2_000) });
    return (await response.text()).includes("demo-1");
  } catch {
    return false;
  }
}
