import { describe, expect, it } from "vitest";
import { changedMeanwhile, stateAfter, turnOf, wasLetPass, type GateAsk, type GateState } from "../../sdk/rollouts/gateState";

// Alice is before the gate; bob and carol are behind it. Digests are letters.
const ask = (more: Partial<GateAsk> = {}): GateAsk => ({ rolloutId: "R1", desired: { alice: "b", bob: "b", carol: "b" }, later: ["bob", "carol"], pauses: true, ...more });
const old: GateState = { verdict: "passed", rolloutId: "R0", opening: { ids: ["R0"], held: [] }, touched: [], settled: { alice: "a", bob: "a", carol: "b" }, desired: { alice: "a", bob: "a", carol: "b" } };
const after = (asked: GateAsk, was: GateState | undefined, touched: string[]): GateState => stateAfter(asked, was, turnOf(asked, was), touched);
const paused = after(ask(), old, ["alice"]);

describe("a gate that pauses", () => {
  it("holds those behind it that the rollout would change, and no other", () => {
    expect(paused).toMatchObject({ verdict: "paused", opening: { ids: ["R1"], held: ["bob"], paused: "R1" }, settled: { alice: "b", bob: "a", carol: "b" } });
  });

  it("lets everything pass that changed nobody before it, and what has nobody behind it", () => {
    expect(after(ask(), old, [])).toMatchObject({ verdict: "passed", opening: { ids: ["R1"], held: [] } });
    expect(after(ask({ later: [] }), old, ["alice"]).verdict).toBe("passed");
  });

  it("takes a bot that is no part of the rollout for a change of its own", () => {
    const hotfix = ask({ rolloutId: "R2", desired: { alice: "b", bob: "b", carol: "c" } });
    expect(changedMeanwhile(paused, hotfix.desired)).toEqual([]);
    expect(turnOf(hotfix, paused)).toEqual({ blocked: "R1", released: undefined, scope: ["R2"] });
    expect(after(hotfix, paused, ["carol"])).toMatchObject({ verdict: "paused", opening: { ids: ["R1"], held: ["bob"], paused: "R1" }, settled: { alice: "b", bob: "a", carol: "c" }, touched: ["alice"] });
  });

  it("knows who is a part of it: those that are changed, and those that wait", () => {
    expect(changedMeanwhile(paused, { alice: "x", bob: "y", carol: "z" })).toEqual(["alice", "bob"]);
  });

  it("goes on when it is promoted, with all that came in as one", () => {
    const later = after(ask({ rolloutId: "R2", desired: { alice: "b", bob: "b", carol: "c" } }), paused, []);
    const promoted = ask({ rolloutId: "R2", desired: { alice: "b", bob: "b", carol: "c" }, promote: "R1" });
    expect(turnOf(promoted, later)).toEqual({ blocked: undefined, released: { id: "R1", by: "promote" }, scope: ["R1", "R2"] });
    expect(after(promoted, later, ["alice"])).toMatchObject({ verdict: "passed", opening: { ids: ["R1", "R2"], held: [] }, settled: { bob: "b" } });
  });

  it("heeds the name of its own rollout only", () => {
    expect(turnOf(ask({ promote: "R7", abort: "R8" }), paused).blocked).toBe("R1");
    expect(turnOf(ask({ promote: "R1", abort: "R1" }), paused).released).toEqual({ id: "R1", by: "abort" });
  });
});

describe("a pause during which another change failed", () => {
  const failed: GateState = { ...paused, verdict: "failed", rolloutId: "R2" };

  it("goes on, with the bots that it held, whatever comes in next", () => {
    const hotfix = ask({ rolloutId: "R3", desired: { alice: "b", bob: "b", carol: "c" } });
    expect(turnOf(hotfix, failed)).toEqual({ blocked: "R1", released: undefined, scope: ["R3"] });
    expect(after(hotfix, failed, ["carol"])).toMatchObject({ verdict: "paused", opening: { ids: ["R1"], held: ["bob"], paused: "R1" }, touched: ["alice"] });
    expect(changedMeanwhile(failed, { alice: "x", bob: "y", carol: "z" })).toEqual(["alice", "bob"]);
  });

  it("can be promoted", () => {
    expect(turnOf(ask({ promote: "R1" }), failed)).toEqual({ blocked: undefined, released: { id: "R1", by: "promote" }, scope: ["R1"] });
  });
});

describe("a bot that a gate let pass", () => {
  const was: GateState = { ...old, passed: { alice: "monday" } };

  it("stays let pass until it takes another document, whatever became of the gate since", () => {
    for (const verdict of ["passed", "failed"] as const) {
      expect(wasLetPass({ ...was, verdict }, "alice", "monday", "a")).toBe(true);
      expect(wasLetPass({ ...was, verdict }, "alice", "tuesday", "a")).toBe(false);
    }
  });

  it("is also one that came before the gate by other weights alone; not one that the program wants otherwise, nor after a failure", () => {
    expect(wasLetPass(was, "bob", "monday", "a")).toBe(true);
    expect(wasLetPass(was, "bob", "monday", "b")).toBe(false);
    expect(wasLetPass({ ...was, verdict: "failed" }, "bob", "monday", "a")).toBe(false);
  });
});

describe("a gate behind one that pauses", () => {
  const behind = ask({ pauses: false, later: ["carol"], before: paused.opening });

  it("waits, and judges nobody of the rollout", () => {
    expect(turnOf(behind, old)).toEqual({ blocked: "R1", released: undefined, scope: [] });
    expect(after(behind, old, [])).toMatchObject({ verdict: "waiting", opening: { held: ["bob"], paused: "R1" } });
  });

  it("judges all of it once that goes on", () => {
    const waiting = after(behind, old, []);
    const opened = ask({ pauses: false, later: ["carol"], before: { ids: ["R1"], held: [] } });
    expect(turnOf(opened, waiting)).toEqual({ blocked: undefined, released: undefined, scope: ["R1"] });
    expect(after(opened, waiting, ["alice", "bob"]).verdict).toBe("passed");
  });

  it("judges a change of its own meanwhile", () => {
    expect(turnOf({ ...behind, rolloutId: "R2" }, old).scope).toEqual(["R2"]);
  });
});
