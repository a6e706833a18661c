/** Milliseconds: the median of some rounds. */
export interface Measured {
  readonly subject: number;
  readonly floor: number;
}

/** One of several results of a bench. */
export interface Measurement extends Measured {
  readonly name: string;
  readonly floorName: string;
  /** More times the floor than this fails. */
  readonly boundRatio: number;
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

/** Like {@link measure}, in milliseconds of time: for work that waits for a Gateway. */
export async function measureTime(subject: () => Promise<void>, floor: () => Promise<void>, rounds: number): Promise<Measured> {
  const taken: { subject: number[]; floor: number[] } = { subject: [], floor: [] };
  for (let round = 0; round < rounds; round++) {
    taken.subject.push(await timeOf(subject));
    taken.floor.push(await timeOf(floor));
  }
  return { subject: median(taken.subject), floor: median(taken.floor) };
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
