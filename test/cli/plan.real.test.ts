import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScriptedBot, type ScriptedBot } from "../apply/scriptedBot";
import { EngineProject, type PulumiRun } from "../engine/project";

// 20 external bots, of which 7 have the label that an overlay selects.
const names = Array.from({ length: 20 }, (_, at) => `bot-${String(at).padStart(2, "0")}`);
const eu = names.filter((_, at) => at % 3 === 1);
const [marker, clearMarker] = ["xoxb-MARKER-OF-A-SECRET-OUTPUT", "xapp-MARKER-OF-A-LITERAL"];
// Secrets in an array, in the environment, in an address, and as a number, under a value that beats the last one.
const others = { url: "postgres://molty:URL-MARKER@db.example/x", variable: "ENV-VAR-MARKER", header: "HEADER-MARKER", pin: 3141592653 };
const project = EngineProject.create();
let bots: ScriptedBot[];

function program(overlays: string, refresh = false): void {
  const bot = (name: string, at: number): string =>
    `${JSON.stringify(name)}: { labels: { region: "${eu.includes(name) ? "eu" : "us"}" }, target: { external: { address: "${(bots[at] as ScriptedBot).endpoint.address}", token: pulumi.secret("TOKEN-MARKER") } } }`;
  project.program(
    `new molthub.MoltbotFleet("fleet", {
      gateway: { version: "2026.9.6" },
      template: { channels: { slack: { allowFrom: ["U1"], botToken: pulumi.secret("${marker}"), appToken: "${clearMarker}" } },
        env: { vars: { DATABASE_URL: "${others.variable}" } }, gateway: { mode: "local", remote: { password: "${String(others.pin)}" } },
        mcp: { servers: { db: { command: "db", args: ["--url", "${others.url}"], headers: { "X-Key": "${others.header}" } } } } },
      overlays: [${overlays}],
      bots: { ${names.map(bot).join(",\n")} },
    });`,
    { refresh },
  );
}

const overlay = `{ selector: { matchLabels: { region: "eu" } }, config: { channels: { slack: { allowFrom: ["U1", "U2"] } } } }`;

/** Runs the `molthub` command in the project. */
function molthub(...args: readonly string[]): Promise<PulumiRun & { readonly stdout: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [join(__dirname, "../../dist/sdk/cli/main.js"), ...args, "--stack", project.stack], { cwd: project.dir, env: project.env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : 1, stdout, output: `${stdout}\n${stderr}` });
    }).stdin?.end();
  });
}

function expectNoSecret(text: string): void {
  for (const secret of [marker, clearMarker, "TOKEN-MARKER", "URL-MARKER", others.variable, others.header, String(others.pin)]) expect(text).not.toContain(secret);
}

describe("the plan of a fleet", () => {
  let previewed: PulumiRun;

  beforeAll(async () => {
    bots = await Promise.all(names.map(() => startScriptedBot({ gateway: { mode: "local" } })));
    program("");
    expect((await project.up()).code).toBe(0);
    program(overlay);
    previewed = await project.pulumi("preview", "--diff");
  });

  afterAll(async () => {
    await Promise.all(bots.map((bot) => bot.stop()));
    await project.remove();
  });

  it("is in the ordinary preview: exactly the bots, the path, old -> new, and the class", () => {
    expect(previewed.output.match(/\[id=bot-\d+\]/g)?.map((id) => id.slice(4, -1)).sort()).toEqual(eu);
    expect(previewed.output.match(/\+ \[1\]: "U2"/g)).toHaveLength(7);
    expect(previewed.output.match(/\+ {13}\[0\]: "channels\.slack\.allowFrom"|\[0\]: "channels\.slack\.allowFrom"/g)).toHaveLength(7);
    expect(previewed.output.match(/class\s*: ("create" => )?"hot"/g)).toHaveLength(7);
    expectNoSecret(previewed.output);
  });

  it("is the same when every bot is looked at first", async () => {
    program(overlay, true);
    const { output } = await project.pulumi("preview", "--diff");
    expect(output.match(/class\s*: "unchanged" => "hot"/g)).toHaveLength(7);
    expectNoSecret(output);
    const { stdout } = await molthub("plan");
    expect(stdout.trim().split("\n").at(-1)).toBe("0 bots restart, 7 hot, 13 unchanged");
    program(overlay);
  });

  it("is told by molthub plan, equal changes once, with no more than operator.read", async () => {
    const before = bots.map((bot) => bot.scopes.length);
    const { code, stdout, output } = await molthub("plan");
    expect(output).toContain("Running pulumi preview...");
    expect(stdout.trim().split("\n")).toEqual([`7 bots (${eu.join(", ")}): channels.slack.allowFrom ["U1"] -> ["U1","U2"], hot`, "0 bots restart, 7 hot, 13 unchanged"]);
    expect(code).toBe(0);
    expect(bots.flatMap((bot, at) => bot.scopes.slice(before[at])).flat()).toEqual(names.map(() => "operator.read"));
    expectNoSecret(output);
  });

  it("is data for a program, and one comment for a pull request", async () => {
    const { stdout } = await molthub("plan", "--json");
    const plan = JSON.parse(stdout) as { stack: string; bots: { bot: string; class: string; leaves: unknown[] }[] };
    expect(plan.stack).toBe("test");
    expect(plan.bots.filter(({ class: kind }) => kind === "hot").map(({ bot }) => bot)).toEqual(eu);
    expect(plan.bots.find(({ bot }) => bot === eu[0])?.leaves).toEqual([{ path: "channels.slack.allowFrom", before: ["U1"], after: ["U1", "U2"], class: "hot", secret: false, unknown: false, live: "hot" }]);
    const markdown = await molthub("plan", "--markdown");
    expect(markdown.stdout).toContain("### Molthub plan for `test`");
    expect(markdown.stdout).toContain(`| 7 bots (${eu.join(", ")}) | \`channels.slack.allowFrom\` | \`["U1"] -> ["U1","U2"]\` | hot |`);
    expectNoSecret(stdout + markdown.output);
  });

  it("names the bots that cannot be asked, and goes on", async () => {
    await Promise.all([bots[0]?.stop(), bots[1]?.stop()]);
    const { code, stdout } = await molthub("plan");
    expect(stdout.trim().split("\n").at(-1)).toBe("0 bots restart, 7 hot, 13 unchanged, 2 unreachable (bot-00, bot-01)");
    expect(code).toBe(0);
  });

  it("says of a secret only that it changes", async () => {
    program(`{ config: { channels: { slack: { botToken: pulumi.secret("${marker}-2"), appToken: "${clearMarker}-2" } } } }`);
    const { stdout, output } = await molthub("plan");
    expect(stdout).toMatch(/^20 bots \(.*\): channels\.slack\.appToken \[secret\] -> \[secret\], hot$/m);
    expect(stdout).toMatch(/^20 bots \(.*\): channels\.slack\.botToken \[secret\] -> \[secret\], hot$/m);
    expectNoSecret(output);
  });

  it("fails in the words of the program when the preview fails", async () => {
    program(`{ selector: { matchLabels: { region: "eu" } }, config: { channels: { slack: { alowFrom: ["U1"] } } } }`);
    const { code, output } = await molthub("plan");
    expect(output).toContain("7 bots: bot-01, bot-04, bot-07, bot-10, bot-13, ...: overlays[0]: channels.slack.alowFrom is not a key of openclaw 2026.9.6; did you mean channels.slack.allowFrom?");
    expect(code).toBe(1);
    expectNoSecret(output);
  });

  it("can be explained, also where it is refused: which layer set each value, and which it beat", async () => {
    const bot = eu[0] as string;
    const explained = await molthub("config", "explain", bot, "channels.slack");
    expect(explained.stdout).toContain('channels.slack.alowFrom = ["U1"]  (overlays[0])');
    program(overlay);
    const { stdout, output } = await molthub("config", "explain", bot);
    expect(stdout).toContain('channels.slack.allowFrom = ["U1","U2"]  (overlays[0])\n    over template: ["U1"]');
    expect(stdout).toContain('channels.slack.botToken = "[output]"  (template)');
    expect(stdout).toContain('channels.slack.appToken = "[secret]"  (template)');
    const rendered = await molthub("config", "render", bot);
    expect(JSON.parse(rendered.stdout)).toMatchObject({ env: { vars: { DATABASE_URL: "[secret]" } }, channels: { slack: { allowFrom: ["U1", "U2"], botToken: "[output]", appToken: "[secret]" } } });
    expect((await molthub("config", "explain", bot, "channels.discord")).output).toContain(`bot ${bot}: no layer sets channels.discord. Leave the path out to see all that is set.`);
    expect((await molthub("config", "render", "nobody")).output).toContain("there is no bot nobody in this program. Its bots: bot-00, ");
    const data = await molthub("config", "explain", bot, "--json");
    expectNoSecret(explained.output + output + rendered.output + data.output);
  });

  it("keeps a secret that a layer has in clear out of the state, too", () => {
    expectNoSecret(readFileSync(join(project.dir, ".pulumi/stacks/engine-test/test.json"), "utf8"));
  });
});
