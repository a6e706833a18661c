import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { sep } from "node:path";
import { isOrphaned, MARKER } from "../../scripts/setup/marker.mjs";

/** A process that is there because of a clone. */
export interface OwnProcess {
  readonly pid: number;
  readonly parent: number;
  readonly kind: "gateway" | "demo model" | "run";
  readonly command: string;
}

/** The live processes of a clone: known by the marks in their environment, and by their working directory. Zombies are none. */
export function processesBelow(dir: string): OwnProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "latin1");
        const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        if (state === "Z") return [];
        const environment = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
        const kind = kindOf(dir, (variable) => environment.find((entry) => entry.startsWith(`${variable}=`))?.slice(variable.length + 1), readlinkSync(`/proc/${name}/cwd`));
        return kind === undefined ? [] : [{ pid: Number(name), parent: Number(parent), kind, command: readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim() }];
      } catch {
        // It ended meanwhile, or belongs to another user.
        return [];
      }
    });
}

function kindOf(dir: string, valueOf: (variable: string) => string | undefined, cwd: string): OwnProcess["kind"] | undefined {
  if (valueOf("MOLTHUB_GATEWAY")?.startsWith(dir + sep) === true) return "gateway";
  if (valueOf("MOLTHUB_DEMO_MODEL") === dir) return "demo model";
  // It says undefined for the mark of another project.
  const marker = valueOf(MARKER);
  if (marker !== undefined && isOrphaned(marker, dir) !== undefined) return "run";
  return cwd === dir || cwd.startsWith(dir + sep) ? "run" : undefined;
}
