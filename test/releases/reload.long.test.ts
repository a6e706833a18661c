import { expect, it } from "vitest";
import { otherPaths, restartPaths } from "./reloadPaths";
import { tryPaths, type Tried } from "./reloadRun";

// Every leaf that is planned as a restart and can be set here, and 300 others: 20 to 60 minutes. MOLTHUB_TEST_PATHS=120-180 tries a part.

const [from, to] = (process.env["MOLTHUB_TEST_PATHS"] ?? "0-100000").split("-").map(Number) as [number, number];

function told({ path, planned, restarted, refused }: Tried, at: number): void {
  console.log(`${String(at)} ${path}: planned ${planned}, ${refused ?? (restarted === true ? "restarted" : "same process")}`);
}

it("no leaf that is planned hot restarts a real gateway", async () => {
  const tried = await tryPaths(otherPaths.tried.slice(from, to), told);
  expect(tried.filter(({ planned, restarted }) => planned !== "restart" && restarted === true)).toEqual([]);
  expect(tried.filter(({ restarted }) => restarted === undefined)).toEqual([]);
});

it("every leaf that is planned as a restart restarts a real gateway", async () => {
  const tried = await tryPaths(restartPaths.tried.slice(from, to), told);
  expect(tried.filter(({ restarted }) => restarted !== true)).toEqual([]);
});
