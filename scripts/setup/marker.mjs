import { createHash } from "node:crypto";
import { pidScope, startTimeOf } from "../../sdk/hosts/cache/processIdentity.cjs";

/** The variable that names, in the environment of all that a run starts, the run that started it. */
export const MARKER = "MOLTHUB_RUN";

/**
 * The marker of a run: `<project>:<pid of its wrapper>:<start time of that>:<where pids mean that>`. Inside a run of the same project it is that run's.
 *
 * @param {string} projectDir
 * @returns {string}
 */
export function markerFor(projectDir) {
  const outer = process.env[MARKER];
  if (outer !== undefined && isOrphaned(outer, projectDir) === false) return outer;
  return `${projectDigest(projectDir)}:${process.pid}:${startTimeOf(process.pid)}:${pidScope()}`;
}

/**
 * Whether the wrapper that a marker names is gone.
 *
 * @param {string} marker
 * @param {string} projectDir
 * @returns {boolean | undefined} undefined for another project, or a run that this process cannot see
 */
export function isOrphaned(marker, projectDir) {
  const [project, pid, startTime, scope] = marker.split(":");
  // The pid of a run in a container on the same folder says nothing here.
  if (project !== projectDigest(projectDir) || scope !== pidScope()) return undefined;
  return startTimeOf(Number(pid)) !== startTime;
}

/** @param {string} projectDir */
function projectDigest(projectDir) {
  return createHash("sha256").update(projectDir).digest("hex").slice(0, 16);
}
