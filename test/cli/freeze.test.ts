import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import type { StackFreeze } from "../../sdk/freeze";
import { closedEndpoint } from "../providers/bots";
import { molthubWith, type Molthub, type Run } from "./molthub";
import { stackWith } from "./stackState";

beforeAll(() => ensureBuilt(join(__dirname, "../.."), process.execPath, () => undefined), 120_000);

let folder: string;
let molthub: Molthub;

const fleet = (name: string): object => ({ urn: `urn:pulumi:dev::project::molthub:index:MoltbotFleet::${name}`, type: "molthub:index:MoltbotFleet", custom: false, inputs: {}, outputs: {} });

/** A stand-in for Pulumi that has a stack with two bots in two fleets, and keeps one setting in a file. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-freeze-"));
  const { deployment, ...state } = stackWith({ alice: closedEndpoint, bob: closedEndpoint }) as { deployment: { resources: object[] } };
  writeFileSync(join(folder, "state.json"), JSON.stringify({ ...state, deployment: { ...deployment, resources: [...deployment.resources, fleet("support"), fleet("bob")] } }));
  molthub = molthubWith(`cd ${folder}
case "$1 $2" in
  "stack export") cat state.json ;;
  "config --json") echo "{\\"molthub:freeze\\": {\\"secret\\": false, \\"value\\": \\"$(sed 's/"/\\\\"/g' freeze 2>/dev/null || echo '[]')\\"} $(cat others 2>/dev/null)}" ;;
  "config set") printf %s "$5" > freeze ;;
  "config rm") rm freeze ;;
esac`);
});

afterEach(() => {
  molthub.remove();
  rmSync(folder, { recursive: true, force: true });
});

const kept = (): StackFreeze[] | undefined => (existsSync(join(folder, "freeze")) ? (JSON.parse(readFileSync(join(folder, "freeze"), "utf8")) as StackFreeze[]) : undefined);
const have = (...freezes: StackFreeze[]): void => writeFileSync(join(folder, "freeze"), JSON.stringify(freezes));
const freeze = (...args: string[]): Promise<Run> => molthub.run("freeze", ...args, "--reason", "release week");

const signed = { by: expect.stringMatching(/./) as string, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string };

describe("molthub freeze", () => {
  it("freezes bots and fleets by their names, and says what that does and how it ends", async () => {
    const { code, stdout, stderr } = await freeze("alice", "support", "--until", "2999-12-01");
    expect(stderr).toBe("This is in the stack's settings file, Pulumi.<stack>.yaml: who runs Pulumi without that file is not held back.\n");
    expect(stdout).toBe(
      [
        "bot alice: frozen until 2999-12-01: release week",
        "fleet support: frozen until 2999-12-01: release week",
        "The next preview or update refuses every change of what is frozen, and names the paths. To lift it: molthub unfreeze alice; molthub unfreeze support",
        "",
      ].join("\n"),
    );
    expect(code).toBe(0);
    const terms = { reason: "release week", until: "2999-12-01", ...signed };
    expect(kept()).toEqual([{ bot: "alice", ...terms }, { fleet: "support", ...terms }]);
  });

  it("freezes the whole stack without a name, and bots by their labels", async () => {
    expect((await freeze("--stack", "prod")).stdout).toContain("the whole stack: frozen: release week\n");
    expect(molthub.pulumiArgs()).toMatch(/--stack prod$/);
    await freeze("--select", "region=eu", "--select", "tier=a=b");
    await freeze("support", "--select", "region=eu");
    expect(kept()).toEqual([
      { reason: "release week", ...signed },
      { select: { matchLabels: { region: "eu", tier: "a=b" } }, reason: "release week", ...signed },
      { fleet: "support", select: { matchLabels: { region: "eu" } }, reason: "release week", ...signed },
    ]);
  });

  it("keeps the others, and replaces one of the same bots", async () => {
    const others: StackFreeze[] = [{ reason: "of all" }, { fleet: "support", bot: "alice", reason: "by hand" }];
    have(...others, { bot: "alice", reason: "old", until: "2030-01-01" });
    await freeze("alice");
    expect(kept()).toEqual([...others, { bot: "alice", reason: "release week", ...signed }]);
  });

  it("says that nothing is refused while the glass is broken", async () => {
    writeFileSync(join(folder, "others"), ', "molthub:breakGlass": {"secret": false, "value": "fix of an outage"}');
    expect((await freeze("alice")).stderr).toContain("molthub:breakGlass is set (fix of an outage): as long as it is, nothing is refused. To take it out: pulumi config rm molthub:breakGlass\n");
  });

  it.each<[string, string[], string]>([
    ["a name that there is not, with those there are", ["alise"], "there is no bot or fleet alise in this stack. Its fleets: bob, support. Its bots: alice, bob."],
    ["a name of both a bot and a fleet", ["bob"], "bob is both a bot and a fleet of this stack."],
    ["labels for a bot", ["alice", "--select", "region=eu"], "--select: alice is a bot"],
    ["a label without a value", ["--select", "eu"], "--select eu: must be a label with its value, as in region=eu"],
    ["an end that is none", ["--until", "friday"], 'molthub freeze: until: must be a day, or a time with its zone, as in "2026-12-01"'],
    ["an end that is past", ["--until", "2026-01-01"], "molthub freeze: until: 2026-01-01 is past: nothing would be frozen"],
    ["an empty reason", ["--reason", " "], "molthub freeze: reason: must say why"],
  ])("refuses %s, and writes nothing", async (_what, args, message) => {
    const { code, stdout, stderr } = await molthub.run("freeze", "--reason", "release week", ...args);
    expect(stderr).toContain(`error: ${message}`);
    expect([code, stdout, kept()]).toEqual([1, "", undefined]);
  });

  it.each<[string, string, string]>([
    ["cannot be read", '[{"reasn": "x"}]', "error: stack config molthub:freeze[0]"],
    ["is no JSON", "alice", "error: stack config molthub:freeze: is not JSON ("],
  ])("does not write over a list that %s", async (_what, text, message) => {
    writeFileSync(join(folder, "freeze"), text);
    const { code, stderr } = await freeze("alice");
    expect(stderr).toContain(message);
    expect([code, readFileSync(join(folder, "freeze"), "utf8")]).toEqual([1, text]);
  });
});

describe("molthub unfreeze", () => {
  const ofAll: StackFreeze = { reason: "of all" };
  const alice: StackFreeze = { bot: "alice", reason: "x" };
  const eu: StackFreeze = { fleet: "support", select: { matchLabels: { region: "eu" } }, reason: "y", until: "2999-12-01" };
  const byVersion: StackFreeze = { select: { version: "<2026.8" }, reason: "z" };

  it("lifts what is frozen under these names and labels, also of a bot that is gone, and keeps the others", async () => {
    const gone: StackFreeze = { bot: "gone", reason: "x" };
    have(ofAll, alice, gone, eu, byVersion);
    expect(await molthub.run("unfreeze", "alice", "gone")).toEqual({ code: 0, stderr: "", stdout: "bot alice: no longer frozen (x)\nbot gone: no longer frozen (x)\n" });
    expect(kept()).toEqual([ofAll, eu, byVersion]);
    expect((await molthub.run("unfreeze", "support", "--select", "region=eu")).stdout).toBe("fleet support where region=eu: no longer frozen (y)\n");
    expect((await molthub.run("unfreeze")).stdout).toBe("the whole stack: no longer frozen (of all)\n");
    expect(kept()).toEqual([byVersion]);
  });

  it("takes the setting out with the last of them", async () => {
    have(alice);
    expect((await molthub.run("unfreeze", "alice", "--stack", "prod")).code).toBe(0);
    expect([kept(), molthub.pulumiArgs()]).toEqual([undefined, "config rm molthub:freeze --non-interactive --stack prod"]);
  });

  it("fails where there is nothing to lift, says what there is, and lifts nothing", async () => {
    have(alice, eu, byVersion);
    const { code, stdout, stderr } = await molthub.run("unfreeze", "alice", "support");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      [
        "error: the stack's settings have no freeze of support. Its freezes:",
        "  bot alice: frozen: x (molthub unfreeze alice)",
        "  fleet support where region=eu: frozen until 2999-12-01: y (molthub unfreeze support --select region=eu)",
        "  every bot where version <2026.8: frozen: z (take it out of the list `pulumi config get molthub:freeze`)",
        "A freeze that the program says is lifted in the program.",
        "",
      ].join("\n"),
    );
    expect(kept()).toEqual([alice, eu, byVersion]);
  });

  it("fails where nothing is frozen at all", async () => {
    expect(await molthub.run("unfreeze")).toMatchObject({ code: 1, stderr: "error: the stack's settings have no freeze of the whole stack. It has no freezes.\nA freeze that the program says is lifted in the program.\n" });
  });
});
