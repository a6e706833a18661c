import { expect } from "vitest";
import { startSimulator } from "../simulator";
import { Subject } from "../contract/subject";
import type { StartGateway } from "../contract/underTest";
import type { Line, Operation } from "./operations";
import { Run, type Outcome } from "./run";

/** The releases of the lines. */
export const versions = { openclaw: "2026.9.6", clawdbot: "2026.1.24-3" };

// A gateway that is silent for this long is at rest: restarts begin 2 s after an answer (openclaw 2026.9.6).
const restMs = 4_000;
const simulatedPace = 0.02;

/** Does a trace to a simulated gateway, and to a real one of the same line: the two must answer the same, operation by operation. */
export async function expectSame(line: Line, trace: readonly Operation[], startReal: StartGateway): Promise<void> {
  const expected = await outcomesOf(line, trace, startSimulated(line), restMs * simulatedPace);
  const actual = await outcomesOf(line, trace, startReal, restMs);
  expect(actual).toEqual(expected);
}

export function startSimulated(line: Line): StartGateway {
  return async ({ document }) => {
    const gateway = await startSimulator({ release: { package: line, version: versions[line] }, document, handMade: true, pace: simulatedPace });
    return { ...gateway, kill: async () => gateway.kill(), start: async () => gateway.start(), lastWords: () => "it is simulated" };
  };
}

export async function outcomesOf(line: Line, trace: readonly Operation[], start: StartGateway, rest: number): Promise<Outcome[]> {
  const subject = new Subject(line, start);
  await subject.start();
  try {
    return await new Run(subject, rest).of(trace);
  } finally {
    await subject.stop();
  }
}
