import type { ConfigDocument } from "@molthub/pulumi/sdk";
import { startSimulator, type SimulatedGateway } from "@molthub/pulumi/testing";

const release = { package: "openclaw", version: "2026.9.6" };

// Writes in 60 s: of openclaw 2026.9.6, and of the line before it, 2026.3.13.
const limits = [30, 3];
const windowMs = 60_000;

/** What some work came to, and what happened to the bots of a fleet meanwhile. */
export interface Watched<T> {
  readonly result: T;
  /** Of each bot. */
  readonly writes: readonly number[];
  readonly sockets: number;
  readonly rateErrors: number;
}

/** Many simulated gateways in this process, with the limits of real ones, which are not at a simulator's pace. */
export class SimulatedFleet {
  readonly gateways: readonly SimulatedGateway[];

  private constructor(gateways: readonly SimulatedGateway[]) {
    this.gateways = gateways;
  }

  static async start(bots: number): Promise<SimulatedFleet> {
    const document = { gateway: { mode: "local" } };
    return new SimulatedFleet(await Promise.all(Array.from({ length: bots }, (_, at) => startSimulator({ release, document, token: `token ${String(at)}`, windowMs, writesPerWindow: limits[at % limits.length] as number }))));
  }

  async during<T>(work: () => Promise<T>): Promise<Watched<T>> {
    const before = this.gateways.map((gateway) => ({ writes: gateway.writes.length, sockets: gateway.sockets(), rateErrors: gateway.rateErrors() }));
    const result = await work();
    const since = this.gateways.map((gateway, at) => ({ writes: gateway.writes.length - (before[at]?.writes ?? 0), sockets: gateway.sockets() - (before[at]?.sockets ?? 0), rateErrors: gateway.rateErrors() - (before[at]?.rateErrors ?? 0) }));
    return { result, writes: since.map(({ writes }) => writes), sockets: sum(since.map(({ sockets }) => sockets)), rateErrors: sum(since.map(({ rateErrors }) => rateErrors)) };
  }

  /** The documents that they run. */
  documents(): (ConfigDocument | undefined)[] {
    return this.gateways.map((gateway) => gateway.running());
  }

  async stop(): Promise<void> {
    await Promise.all(this.gateways.map((gateway) => gateway.stop()));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
