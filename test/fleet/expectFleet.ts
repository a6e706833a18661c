import { expect } from "vitest";
import { botNames, type Clone } from "./clone";
import type { OwnProcess } from "./ownProcesses";
import type { TaskRun } from "./taskRun";

/** The processes of a kind that no other process of that kind has started: helpers of a gateway are left out. */
export function mainProcesses(clone: Clone, kind: OwnProcess["kind"]): number[] {
  const all = clone.processes().filter((own) => own.kind === kind);
  const pids = new Set(all.map(({ pid }) => pid));
  return all.filter(({ parent }) => !pids.has(parent)).map(({ pid }) => pid);
}

/** A start that went well: every bot answered, and the clone's processes are three gateways, one demo model and nothing else. */
export function expectFleet(clone: Clone, start: TaskRun): void {
  expect(start.code, start.output).toBe(0);
  for (const bot of botNames) expect(start.output).toMatch(new RegExp(`^bot ${bot} answered in \\d+\\.\\d s$`, "m"));
  expect(clone.runProcesses()).toEqual([]);
  expect(mainProcesses(clone, "gateway").sort()).toEqual(clone.gateways().sort());
  expect(mainProcesses(clone, "gateway")).toHaveLength(botNames.length);
  expect(mainProcesses(clone, "demo model")).toHaveLength(1);
}
