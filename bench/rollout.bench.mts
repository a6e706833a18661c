import { ensurePulumi } from "../scripts/pulumi/ensurePulumi.mts";
import { log } from "../scripts/setup/project.mjs";
import type { Measured, Measurement } from "./measure.mts";
import { Project, type Taken } from "./rollout/engine.mts";
import { bareProgram, fleetProgram, waitMs } from "./rollout/programs.mts";
import { SimulatedFleet } from "./rollout/simulatedFleet.mts";

/** Takes 5 to 10 minutes, most of them for the engine's checkpoints. */
export const name = "a hot change of 200 bots (simulated gateways with the limits of real ones) in 5 steps";

const bots = 200;

// The bound of the time is 1.2 times what nobody can do without: what the steps wait (pauses, and intervals of analyses), what the limits
// enforce, and what the engine takes for the same resources with handlers that do nothing. The limits enforce nothing: one write for each bot
// is within 3 in a minute, and within 30.
const timeBound = 1.2;
const cpuBound = 1.25;

interface Pair {
  readonly fleet: Taken;
  readonly bare: Taken;
}

export async function* runAll(): AsyncGenerator<Measurement> {
  const { command } = await ensurePulumi(log);
  const simulated = await SimulatedFleet.start(bots);
  const projects: Project[] = [];
  try {
    const bench = new RolloutBench(simulated, await created(), await created());
    await bench.create();
    yield* await bench.measure(false);
    yield* await bench.measure(true);
  } finally {
    for (const project of projects) project.remove();
    await simulated.stop();
  }

  async function created(): Promise<Project> {
    const project = await Project.create(command);
    projects.push(project);
    return project;
  }
}

class RolloutBench {
  private readonly simulated: SimulatedFleet;
  private readonly fleet: Project;
  private readonly bare: Project;
  private changes = 0;

  constructor(simulated: SimulatedFleet, fleet: Project, bare: Project) {
    this.simulated = simulated;
    this.fleet = fleet;
    this.bare = bare;
  }

  async create(): Promise<void> {
    await Promise.all([this.bare.up(bareProgram(this.simulated.gateways, this.change), false), this.fleet.up(fleetProgram(this.simulated.gateways, this.change), false)]);
  }

  /** @throws Error when a bot was not written to exactly once, or anything was asked of one without need */
  async measure(checkpoints: boolean): Promise<Measurement[]> {
    const pairs = [await this.pair(checkpoints)];
    // Other work on the machine only ever adds to what they take, and may meet one of the two only.
    if (isOver(pairs)) pairs.push(await this.pair(checkpoints));
    await this.requireQuiet(checkpoints);
    const how = checkpoints ? "with checkpoints" : "without checkpoints";
    return [
      { name: `${name}, ${how}`, floorName: `pauses and intervals of ${String(waitMs / 1_000)} s, nothing for the limits, and an update of the same resources whose handlers do nothing`, boundRatio: timeBound, ...leastOf(pairs, timeOf) },
      { name: `CPU of its program, ${how}`, floorName: "a program on the bare SDK that registers the same resources", boundRatio: cpuBound, ...leastOf(pairs, cpuOf) },
    ];
  }

  private async pair(checkpoints: boolean): Promise<Pair> {
    this.changes++;
    const bare = await this.bare.up(bareProgram(this.simulated.gateways, this.change), checkpoints);
    return { bare, fleet: await this.rollOut(checkpoints) };
  }

  private async rollOut(checkpoints: boolean): Promise<Taken> {
    const { result, writes, rateErrors } = await this.simulated.during(() => this.fleet.up(fleetProgram(this.simulated.gateways, this.change), checkpoints));
    if (rateErrors > 0) throw new Error(`${String(rateErrors)} writes were refused for the rate`);
    if (writes.some((count) => count !== 1)) throw new Error(`a rollout is one write for each bot; it was ${writes.join(", ")}`);
    if (!this.simulated.documents().every((document) => JSON.stringify(document).includes(`"${this.change}"`))) throw new Error("a bot does not run what it was given");
    return result;
  }

  private async requireQuiet(checkpoints: boolean): Promise<void> {
    const { sockets } = await this.simulated.during(() => this.fleet.up(fleetProgram(this.simulated.gateways, this.change), checkpoints));
    if (sockets > 0) throw new Error(`an update without a change and without refresh opened ${String(sockets)} sockets`);
  }

  private get change(): string {
    return `change ${String(this.changes)}`;
  }
}

function timeOf({ fleet, bare }: Pair): Measured {
  return { subject: fleet.time, floor: waitMs + bare.time };
}

function cpuOf({ fleet, bare }: Pair): Measured {
  return { subject: fleet.programCpu, floor: bare.programCpu };
}

function isOver(pairs: readonly Pair[]): boolean {
  const [time, cpu] = [leastOf(pairs, timeOf), leastOf(pairs, cpuOf)];
  return time.subject > timeBound * time.floor || cpu.subject > cpuBound * cpu.floor;
}

function leastOf(pairs: readonly Pair[], of: (pair: Pair) => Measured): Measured {
  const measured = pairs.map(of);
  return { subject: Math.min(...measured.map(({ subject }) => subject)), floor: Math.min(...measured.map(({ floor }) => floor)) };
}
