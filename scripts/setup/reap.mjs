import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startTimeOf } from "../../sdk/hosts/cache/processIdentity.cjs";
import { isOrphaned, MARKER } from "./marker.mjs";

const GRACE_MS = 5_000;

/**
 * Ends what an earlier run of this project started and did not live to stop: it was killed hard, and engines, providers and
 * language hosts would go on working behind the back of the next run. Gateways are not among them: they carry no marker.
 *
 * @param {string} projectDir
 * @param {(line: string) => void} log
 * @returns {Promise<number[]>} the pids that were ended
 */
export async function reapOrphans(projectDir, log) {
  const spared = ancestors(process.pid);
  const orphans = processes().filter(({ pid, marker }) => !spared.has(pid) && marker !== undefined && isOrphaned(marker, projectDir) === true);
  if (orphans.length === 0) return [];
  log(`Ending ${orphans.length} process(es) left over from a run that was killed: ${orphans.map(({ pid, name }) => `${name} (pid ${pid})`).join(", ")}`);
  const alive = () => orphans.filter(({ pid, startTime }) => startTimeOf(pid) === startTime);
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGKILL"])) {
    for (const { pid } of alive()) send(pid, signal);
    for (const end = Date.now() + GRACE_MS; alive().length > 0 && Date.now() < end; ) await delay(50);
  }
  return orphans.map(({ pid }) => pid);
}

function processes() {
  const uid = process.getuid?.();
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (statSync(`/proc/${name}`).uid !== uid) return [];
        const environ = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
        const marker = environ.find((entry) => entry.startsWith(`${MARKER}=`))?.slice(MARKER.length + 1);
        const [program = ""] = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
        return [{ pid: Number(name), startTime: startTimeOf(Number(name)), marker, name: path.basename(program) }];
      } catch {
        // It ended meanwhile, or is not ours to read.
        return [];
      }
    });
}

/** @param {number} pid */
function ancestors(pid) {
  const line = new Set([pid]);
  for (let current = pid; current > 1; ) {
    current = parentOf(current);
    line.add(current);
  }
  return line;
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}
