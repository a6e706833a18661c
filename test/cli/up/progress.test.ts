import { describe, expect, it } from "vitest";
import type { Preview, PreviewedResource } from "../../../sdk/cli/plan/preview";
import { engineEvent } from "../../../sdk/cli/up/engineEvent";
import { Screen } from "../../../sdk/cli/up/screen";
import { rolloutsOf, steppedFleets } from "../../../sdk/cli/up/steppedFleet";
import { UpProgress } from "../../../sdk/cli/up/upProgress";

const configType = "pulumi-nodejs:dynamic/molthub:GatewayConfig";
const gateType = "pulumi-nodejs:dynamic/molthub:RolloutGate";
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };

function resource(type: string, name: string, op: string, news: Record<string, unknown> = {}): PreviewedResource {
  return { urn: `urn:pulumi:dev::demo::${type}::${name}`, type, op, olds: {}, news };
}

function gateOf(fleet: string, number: number, label: string, later: readonly string[]): PreviewedResource {
  return resource(gateType, `${fleet}-gate-${String(number)}`, "update", { fleet, label, later, rolloutId: "371b9b2b67" });
}

/** Fleet support: alice, then bob and carol; carol does not change. Fleet plain has no rollout. zoe is alone. */
const preview: Preview = {
  stack: "dev",
  project: "demo",
  warnings: [],
  resources: [
    resource("molthub:index:MoltbotFleet", "support", "same", { bots: ["alice", "bob", "carol"] }),
    resource(configType, "support-alice-config", "update", { bot: "alice" }),
    gateOf("support", 2, "step 4 of 4", []),
    gateOf("support", 1, "step 2 of 4", ["bob", "carol"]),
    resource(configType, "support-bob-config", "update", { bot: "bob" }),
    resource(configType, "support-carol-config", "same", { bot: "carol" }),
    resource("molthub:index:MoltbotFleet", "plain", "same", { bots: ["dora"] }),
    resource(configType, "plain-dora-config", "same", { bot: "dora" }),
    resource("pulumi-nodejs:dynamic/molthub:LocalGateway", "plain-dora-gateway", "update", { bot: "dora" }),
    resource(configType, "zoe-config", "create", { bot: "zoe" }),
    resource(configType, "old-config", "delete"),
  ],
};

function event(kind: "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent", type: string, name: string, op: string, values: { inputs?: object; outputs?: object } = {}): string {
  return JSON.stringify({ sequence: 1, [kind]: { metadata: { op, urn: `urn:pulumi:dev::demo::molthub:index:MoltbotFleet$${type}::${name}`, type, new: values } } });
}

function told(severity: string, message: string, urn?: string): string {
  return JSON.stringify({ sequence: 1, diagnosticEvent: { severity, message, urn } });
}

const gateUrn = `urn:pulumi:dev::demo::molthub:index:MoltbotFleet$${gateType}::support-gate-1`;

function run(lines: readonly string[], succeeded: boolean): { lines: string[]; errors: string[]; board: string[] } {
  const progress = new UpProgress(steppedFleets(preview));
  const shown = [...lines.flatMap((line) => (engineEvent(line) === undefined ? [] : progress.take(engineEvent(line) as never))), ...progress.closing(succeeded)];
  return { lines: shown.filter(({ weight }) => weight !== "error").map(({ text }) => text), errors: shown.filter(({ weight }) => weight === "error").map(({ text }) => text), board: progress.board };
}

describe("the steps of an update", () => {
  it("are those of the preview's gates, with the bots that would change", () => {
    expect(new UpProgress(steppedFleets(preview)).opening.map(({ text }) => text)).toEqual(["fleet support: 3 bots, 2 to change, in 2 steps", "fleet plain: 1 bot, 1 to change", "bots of no fleet: 1 bot, 1 to change"]);
    expect(steppedFleets(preview)[0]?.steps.map(({ label, bots }) => [label, bots.map(({ bot }) => bot)])).toEqual([
      ["step 2 of 4", ["alice"]],
      ["step 4 of 4", ["bob", "carol"]],
    ]);
    expect(rolloutsOf(preview)).toEqual(["371b9b2b67"]);
  });

  it("name no rollout that is not known before the update", () => {
    const unknown = [resource(gateType, "a-gate-1", "create", { rolloutId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }), resource(gateType, "b-gate-1", "create")];
    expect(rolloutsOf({ ...preview, resources: unknown })).toEqual([]);
  });
});

describe("the progress of an update", () => {
  const aliceDone = [event("resourcePreEvent", configType, "support-alice-config", "update"), event("resOutputsEvent", configType, "support-alice-config", "update", { outputs: { observed: "complete" } })];

  it("tells of a paused rollout whom it holds, and what the gate says once", () => {
    const pause = 'fleet support: rollout 371b9b2b67 is paused at step 2 of 4: 1 bots done, 1 held. Go on with "molthub promote"';
    const opening = { ids: ["371b9b2b67"], held: ["bob"], paused: "371b9b2b67" };
    const { lines, errors, board } = run([...aliceDone, told("info", `${pause}\n\n`), event("resOutputsEvent", gateType, "support-gate-1", "update", { inputs: { fleet: "support", label: "step 2 of 4" }, outputs: { verdict: "paused", opening } }), told("warning", `${pause}.`), event("resOutputsEvent", configType, "support-bob-config", "same")], true);
    expect(lines.filter((line) => line.includes("is paused"))).toEqual([pause]);
    expect(lines.at(-1)).toBe("1 bot changed, 1 unchanged, 1 held, 2 not begun");
    expect([errors, board[0]]).toEqual([[], "fleet support: step 2 of 4: 1 of 1 bot done; paused"]);
  });

  it("counts bots that failed, were not reached, or are in doubt", () => {
    const lines = [
      event("resOutputsEvent", configType, "support-alice-config", "update", { outputs: { observed: "failed" } }),
      event("resOutputsEvent", configType, "support-bob-config", "update", { outputs: { observed: "unreachable" } }),
      event("resOpFailedEvent", configType, "zoe-config", "create"),
      event("resourcePreEvent", configType, "plain-dora-config", "update"),
      JSON.stringify({ sequence: 9, summaryEvent: { resourceChanges: { update: 3, create: 1 } } }),
    ];
    expect(run(lines, false).lines.at(-1)).toBe("0 bots changed, 1 unchanged, 2 failed, 1 not reached, 1 in doubt (resources: 3 update, 1 create)");
  });

  it("says at last what failed at a gate, and nothing of what follows from it", () => {
    const verdict = "fleet support: step 2 of 4: failed: config of bot alice: differs. Taken back, proven on the live bots: alice. Not taken back: bob (does not answer). Mend it";
    const { errors, lines } = run([...aliceDone, told("error", `1 error occurred:\n\t* ${verdict}\n\n`, gateUrn), told("error", 'Error: error serializing property "held": resource support-gate-1 failed to register\n at x'), told("error", "vpc: no such zone")], false);
    expect(errors).toEqual(["vpc: no such zone", verdict]);
    expect(lines.at(-1)).toContain("0 bots changed, 1 unchanged, 1 taken back");
  });

  it("keeps what follows from an error where it is all there is", () => {
    const text = 'Error: error serializing property "held": resource x failed to register';
    expect(run([told("error", text)], false).errors).toEqual([text]);
  });

  it("tells a step of many bots in a few lines", () => {
    const names = Array.from({ length: 200 }, (_, at) => `bot-${String(at)}`);
    const many = { ...preview, resources: [resource("molthub:index:MoltbotFleet", "big", "same", { bots: names }), ...names.map((bot) => resource(configType, `big-${bot}-config`, "update", { bot }))] };
    const progress = new UpProgress(steppedFleets(many));
    const lines = names.flatMap((bot) => progress.take(engineEvent(event("resOutputsEvent", configType, `big-${bot}-config`, "update")) as never));
    expect(lines.map(({ text }) => text)).toEqual(["fleet big: changing 200 bots (bot-0, bot-1, bot-2, bot-3, bot-4, bot-5, bot-6, bot-7, ...)", ...Array.from({ length: 10 }, (_, at) => `fleet big: ${String((at + 1) * 20)} of 200 bots done`)]);
  });

  it("tells how far a refresh is, in a few lines", () => {
    const names = Array.from({ length: 20 }, (_, at) => `bot-${String(at)}`);
    const progress = new UpProgress(steppedFleets({ ...preview, resources: [resource("molthub:index:MoltbotFleet", "big", "same", { bots: names }), ...names.map((bot) => resource(configType, `big-${bot}-config`, "same", { bot }))] }));
    const lines = names.flatMap((bot) => progress.take(engineEvent(event("resOutputsEvent", configType, `big-${bot}-config`, "refresh")) as never));
    expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: 10 }, (_, at) => `fleet big: looked at ${String((at + 1) * 2)} of 20 bots`));
    expect(progress.closing(true).map(({ text }) => text)).toEqual(["0 bots changed, 20 unchanged"]);
  });

  it("shows the stack's outputs at the end of a good run, and no secret of them", () => {
    const lines = [event("resOutputsEvent", "pulumi:pulumi:Stack", "demo-dev", "same", { outputs: { endpoints: { alice: "ws://x" }, keys: [{ a: secret }] } })];
    expect(run(lines, true).lines.slice(0, 2)).toEqual(['endpoints: {"alice":"ws://x"}', 'keys: [{"a":"[secret]"}]']);
    expect(run(lines, false).lines).toHaveLength(1);
  });

  it("lets no debug message and no half line through", () => {
    expect(engineEvent(told("debug", "-----BEGIN PRIVATE KEY-----"))).toBeUndefined();
    expect(engineEvent('{"sequence":3,"diagnosticEvent":{"severity":"debug","mess')).toBeUndefined();
  });

  it("passes no control codes of a program on", () => {
    expect(run([told("info", "\u001B[31mred\u001B[0m")], true).lines[0]).toBe("red");
  });
});

describe("the screen", () => {
  function screen(redraws: boolean): { screen: Screen; text: () => string } {
    let text = "";
    const out = { write: (more: string) => (text += more), columns: 20 };
    return { screen: new Screen({ out, error: out, redraws }), text: () => text };
  }

  it("has every line and no control code where there is no terminal", () => {
    const { screen: plain, text } = screen(false);
    plain.show([{ text: "one", weight: "passing" }], ["board"]);
    plain.show([{ text: "two", weight: "lasting" }], ["board"]);
    plain.end([{ text: "three", weight: "lasting" }]);
    expect(text()).toBe("one\ntwo\nthree\n");
  });

  it("draws the same few lines anew in a terminal, below what lasts, and none wider than it", () => {
    const { screen: terminal, text } = screen(true);
    terminal.show([{ text: "one", weight: "passing" }], ["board 1"]);
    terminal.show([], ["board 1"]);
    terminal.show([{ text: "lasts", weight: "lasting" }], ["board 2 is much wider than that"]);
    terminal.end([{ text: "end", weight: "lasting" }]);
    expect(text()).toBe("board 1\n\u001B[1A\u001B[Jlasts\nboard 2 is much wid\n\u001B[1A\u001B[Jend\n");
  });
});
