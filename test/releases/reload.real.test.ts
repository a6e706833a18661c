import { expect, it } from "vitest";
import { otherPaths, restartPaths, stratified } from "./reloadPaths";
import { tryPaths } from "./reloadRun";

// The short form of reload.long.test.ts.

const others = stratified(otherPaths.tried, 20);
const restarting = stratified(restartPaths.tried, 4);

it("0 of 20 leaves that are planned hot restart a real gateway, and 4 that are planned as a restart do", async () => {
  const tried = await tryPaths([...others, ...restarting], () => undefined);
  expect(tried.filter(({ restarted }) => restarted === undefined)).toEqual([]);
  expect(tried.filter(({ restarted }) => restarted === true).map(({ path }) => path)).toEqual(restarting);
});
