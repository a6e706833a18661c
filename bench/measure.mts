/** CPU of this process that `work` takes, in milliseconds: the median of some rounds. */
export interface Measured {
  readonly subject: number;
  readonly floor: number;
}

const rounds = 7;

/**
 * Measures a subject and its floor in turns, so that what else happens on the machine meets both. CPU and not time: machines are shared.
 */
export function measure(subject: () => void, floor: () => void): Measured {
  const taken: { subject: number[]; floor: number[] } = { subject: [], floor: [] };
  // The first round compiles.
  subject();
  floor();
  for (let round = 0; round < rounds; round++) {
    taken.subject.push(cpuOf(subject));
    taken.floor.push(cpuOf(floor));
  }
  return { subject: median(taken.subject), floor: median(taken.floor) };
}

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
