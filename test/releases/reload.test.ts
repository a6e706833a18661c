import { describe, expect, it } from "vitest";
import { ConfigSchema } from "../../sdk/config";
import { isLeftOut, leavesByPath, otherPaths, restartPaths, stratified } from "./reloadPaths";

const schema = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });
const leaves = [...leavesByPath(schema).values()];
const planned = (path: string): string => schema.reloadKindOf(path.split("."));

describe("the leaves that are tried on a real gateway", () => {
  it("are all that are planned as a restart, but for those that cannot be set here, each with a reason", () => {
    const restarting = leaves.filter(({ path }) => schema.reloadKindOf(path) === "restart" && !isLeftOut(restartPaths, path)).map(({ path }) => path.join("."));
    expect(restartPaths.tried).toEqual(restarting.sort());
    expect(Object.values(restartPaths.leftOut).every((reason) => reason.length > 10)).toBe(true);
  });

  it("are 300 others, of every top-level key that has some", () => {
    const others = leaves.filter(({ path }) => schema.reloadKindOf(path) !== "restart" && !isLeftOut(otherPaths, path)).map(({ path }) => path.join("."));
    expect(otherPaths.tried).toEqual(stratified(others, 300));
    expect(otherPaths.tried.map(planned)).not.toContain("restart");
    expect(new Set(otherPaths.tried.map((path) => path.split(".")[0]))).toEqual(new Set(others.map((path) => path.split(".")[0])));
  });
});
