import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EngineProject, PulumiRun } from "../engine/project";
import { eu, euOverlay, expectNoSecret, names, planted, TwentyBots } from "./twentyBots";

let fleet: TwentyBots;
let project: EngineProject;

const overlay = euOverlay(`{ channels: { slack: { allowFrom: ["U1", "U2"] } } }`);

describe("the plan of a fleet", () => {
  let previewed: PulumiRun;

  beforeAll(async () => {
    fleet = await TwentyBots.start();
    project = fleet.project;
    fleet.program("");
    expect((await project.up()).code).toBe(0);
    fleet.program(overlay);
    previewed = await project.pulumi("preview", "--diff");
  });

  afterAll(() => fleet.remove());

  it("is in the ordinary preview: exactly the bots, the path, old -> new, and the class", () => {
    expect(previewed.output.match(/\[id=bot-\d+\]/g)?.map((id) => id.slice(4, -1)).sort()).toEqual(eu);
    expect(previewed.output.match(/\+ \[1\]: "U2"/g)).toHaveLength(7);
    expect(previewed.output.match(/\+ {13}\[0\]: "channels\.slack\.allowFrom"|\[0\]: "channels\.slack\.allowFrom"/g)).toHaveLength(7);
    expect(previewed.output.match(/class\s*: ("create" => )?"hot"/g)).toHaveLength(7);
    expectNoSecret(previewed.output);
  });

  it("is the same when every bot is looked at first", async () => {
    fleet.program(overlay, true);
    const { output } = await project.pulumi("preview", "--diff");
    expect(output.match(/class\s*: "unchanged" => "hot"/g)).toHaveLength(7);
    expectNoSecret(output);
    const { stdout } = await fleet.molthub("plan");
    expect(stdout.trim().split("\n").at(-1)).toBe("0 bots restart, 7 hot, 13 unchanged");
    fleet.program(overlay);
  });

  it("is told by molthub plan, equal changes once, with no more than operator.read", async () => {
    const before = fleet.bots.map((bot) => bot.scopes.length);
    const { code, stdout, output } = await fleet.molthub("plan");
    expect(output).toContain("Running pulumi preview...");
    expect(stdout.trim().split("\n")).toEqual([`7 bots (${eu.join(", ")}): channels.slack.allowFrom ["U1"] -> ["U1","U2"], hot`, "0 bots restart, 7 hot, 13 unchanged"]);
    expect(code).toBe(0);
    expect(fleet.bots.flatMap((bot, at) => bot.scopes.slice(before[at])).flat()).toEqual(names.map(() => "operator.read"));
    expectNoSecret(output);
  });

  it("is data for a program, and one comment for a pull request", async () => {
    const { stdout } = await fleet.molthub("plan", "--json");
    const plan = JSON.parse(stdout) as { stack: string; bots: { bot: string; class: string; leaves: unknown[] }[] };
    expect(plan.stack).toBe("test");
    expect(plan.bots.filter(({ class: kind }) => kind === "hot").map(({ bot }) => bot)).toEqual(eu);
    expect(plan.bots.find(({ bot }) => bot === eu[0])?.leaves).toEqual([{ path: "channels.slack.allowFrom", before: ["U1"], after: ["U1", "U2"], class: "hot", secret: false, unknown: false, live: "hot" }]);
    const markdown = await fleet.molthub("plan", "--markdown");
    expect(markdown.stdout).toContain("### Molthub plan for `test`");
    expect(markdown.stdout).toContain(`| 7 bots (${eu.join(", ")}) | \`channels.slack.allowFrom\` | \`["U1"] -> ["U1","U2"]\` | hot |`);
    expectNoSecret(stdout + markdown.output);
  });

  it("names the bots that cannot be asked, and goes on", async () => {
    await Promise.all([fleet.bots[0]?.stop(), fleet.bots[1]?.stop()]);
    const { code, stdout } = await fleet.molthub("plan");
    expect(stdout.trim().split("\n").at(-1)).toBe("0 bots restart, 7 hot, 13 unchanged, 2 unreachable (bot-00, bot-01)");
    expect(code).toBe(3);
  });

  it("says of a secret only that it changes", async () => {
    fleet.program(`{ config: { channels: { slack: { botToken: pulumi.secret("${planted.output}-2"), appToken: "${planted.literal}-2" } } } }`);
    const { stdout, output } = await fleet.molthub("plan");
    expect(stdout).toMatch(/^20 bots \(.*\): channels\.slack\.appToken \[secret\] -> \[secret\], hot$/m);
    expect(stdout).toMatch(/^20 bots \(.*\): channels\.slack\.botToken\.id \[secret\] -> \[secret\], hot$/m);
    expectNoSecret(output);
  });

  it("fails in the words of the program when the preview fails", async () => {
    fleet.program(euOverlay(`{ channels: { slack: { alowFrom: ["U1"] } } }`));
    const { code, output } = await fleet.molthub("plan");
    expect(output).toContain("7 bots: bot-01, bot-04, bot-07, bot-10, bot-13, ...: overlays[0]: channels.slack.alowFrom is not a key of openclaw 2026.9.6; did you mean channels.slack.allowFrom?");
    expect(code).toBe(1);
    expectNoSecret(output);
  });

  it("can be explained, also where it is refused: which layer set each value, and which it beat", async () => {
    const bot = eu[0] as string;
    const explained = await fleet.molthub("config", "explain", bot, "channels.slack");
    expect(explained.stdout).toContain('channels.slack.alowFrom = ["U1"]  (overlays[0])');
    fleet.program(overlay);
    const { stdout, output } = await fleet.molthub("config", "explain", bot);
    expect(stdout).toContain('channels.slack.allowFrom = ["U1","U2"]  (overlays[0])\n    over template: ["U1"]');
    expect(stdout).toContain('channels.slack.botToken = "[output]"  (template)');
    expect(stdout).toContain('channels.slack.appToken = "[secret]"  (template)');
    const rendered = await fleet.molthub("config", "render", bot);
    expect(JSON.parse(rendered.stdout)).toMatchObject({ env: { vars: { DATABASE_URL: "[secret]" } }, channels: { slack: { allowFrom: ["U1", "U2"], botToken: "[output]", appToken: "[secret]" } } });
    expect((await fleet.molthub("config", "explain", bot, "channels.discord")).output).toContain(`bot ${bot}: no layer sets channels.discord. Leave the path out to see all that is set.`);
    expect((await fleet.molthub("config", "render", "nobody")).output).toContain("there is no bot nobody in this program. Its bots: bot-00, ");
    const data = await fleet.molthub("config", "explain", bot, "--json");
    expectNoSecret(explained.output + output + rendered.output + data.output);
  });

  it("keeps a secret that a layer has in clear out of the state, too", () => {
    expectNoSecret(readFileSync(join(project.dir, ".pulumi/stacks/engine-test/test.json"), "utf8"));
  });
});
