import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../policies";
import { EngineProject, type PulumiRun } from "../engine/project";
import { GuardedFleet, packDir, reported, trusted } from "./guardedFleet";

const repo = resolve(__dirname, "../..");

describe("the production pack over the default example", () => {
  const project = EngineProject.create();
  const template = join(project.dir, "examples/local-fleet/templates/assistant.json5");

  beforeAll(async () => {
    symlinkSync(join(repo, "node_modules/@types"), join(project.dir, "node_modules/@types"));
    for (const file of ["Pulumi.yaml", "examples"]) cpSync(join(repo, file), join(project.dir, file), { recursive: true });
    await project.pulumi("stack");
    for (const setting of ["port=19400", "model=demo", "demoModelUrl=http://127.0.0.1:9/v1"]) await project.pulumi("config", "set", ...setting.split("="));
  });

  afterAll(() => project.remove());

  it("says exactly what to add", async () => {
    const { code, output } = await project.pulumi("preview", "--policy-pack", packDir("production"));
    expect(reported(output).filter((line) => line.includes("bot alice")).sort(), output).toEqual([
      "mandatory egress-allowlist: bot alice: projection.egress.enforced is not enforceable here: the local target lets a bot reach every host. Run the bot on a target that keeps it in, or keep it in by other means and set the option `enforced` to false. (egress-allowlist)",
      "mandatory no-plaintext-secrets: bot alice: models.providers.demo.apiKey is a secret in clear. Refer to the secret: `${NAME}` with the value in `env`, or a reference of the gateway's own ({ source, provider, id }). (no-plaintext-secrets)",
      "mandatory skills-allowlist: bot alice: skills.allowBundled is not said, so every skill of the release is there. List the skills in skills.allowBundled; none: []. (skills-allowlist)",
    ]);
    expect(reported(output), output).toHaveLength(9);
    expect(code).not.toBe(0);
  });

  it("passes once that is added", async () => {
    writeFileSync(template, readFileSync(template, "utf8").replace("browser:", "skills: { allowBundled: [] },\n  browser:"));
    writeFileSync(join(project.dir, "policies.json"), JSON.stringify({ "egress-allowlist": { enforced: false }, "no-plaintext-secrets": { except: ["models.providers.demo.apiKey"] } }));
    const { code, output } = await project.pulumi("preview", "--policy-pack", packDir("production"), "--policy-pack-config", join(project.dir, "policies.json"));
    expect(reported(output)).toEqual([]);
    expect(output).toContain("molthub-production@v");
    expect(code, output).toBe(0);
  });

  it("baseline lets it pass but for the demo model's key, and tells the rest", async () => {
    const { code, output } = await project.pulumi("preview", "--policy-pack", packDir("baseline"));
    expect(reported(output).map((line) => line.split(":")[0])).toEqual(Array.from({ length: 3 }, () => "mandatory no-plaintext-secrets"));
    expect(code).not.toBe(0);
  });
});

describe("a fleet under the production pack", () => {
  let fleet: GuardedFleet;

  beforeAll(async () => {
    fleet = await GuardedFleet.start("alice", "bob", "carol", "dave");
    fleet.program({ alice: "{}" });
    await fleet.project.pulumi("stack");
  });

  afterAll(() => fleet.remove());

  const bad = {
    alice: '{ gateway: { bind: "lan" }, tools: { profile: "coding", exec: { mode: "full" } }, commands: { bash: true } }',
    bob: '{ channels: { telegram: { dmPolicy: "open", allowFrom: ["*"], botToken: "123456789:MARKER-OF-A-TOKEN-MARKER-OF-A-TOKEN" } } }',
    carol: '{ agents: { defaults: { heartbeat: { every: "1m" } } }, skills: { allowBundled: ["*"] }, logging: { audit: { enabled: false } }, models: { providers: { x: { baseUrl: "https://models.example.com/v1", models: [] } } } }',
    dave: '{ update: { auto: { enabled: true } }, plugins: { allow: ["*"] } }',
  };
  const twelve = ["alice: commands.bash", "alice: gateway.bind", "alice: tools.exec.mode", "bob: channels.telegram.allowFrom", "bob: channels.telegram.botToken", "bob: channels.telegram.dmPolicy", "carol: agents.defaults.heartbeat.every", "carol: logging.audit.enabled", "carol: models.providers.x.baseUrl", "carol: skills.allowBundled", "dave: plugins.allow", "dave: update.auto.enabled"];
  const places = (output: string): string[] => reported(output).map((line) => line.replace(/^mandatory [\w-]+: bot (\w+): (\S+) .*$/, "$1: $2")).sort();

  it("that does 12 bad things is told all 12 in one preview", async () => {
    fleet.program(bad);
    const { code, output } = await fleet.guarded("preview");
    expect(places(output)).toEqual(twelve);
    expect(code).not.toBe(0);
    expect(output).not.toContain("MARKER");
  });

  it.each([["--yes"], ["--yes", "--skip-preview"]])("that does 12 bad things is not written by up %s: 0 writes", async (...args) => {
    fleet.program(bad);
    const { code, output } = await fleet.guarded("up", ...args);
    expect(code).not.toBe(0);
    expect(output).not.toContain("MARKER");
    expect(reported(output).length).toBeGreaterThan(0);
    expect(fleet.writes()).toEqual({ alice: 0, bob: 0, carol: 0, dave: 0 });
  });

  it("that does 12 bad things is not written by molthub up either, and all 12 are told: 0 writes", async () => {
    fleet.program(bad);
    const { code, output } = await fleet.molthub("up", "--stack", "test", "--policy-pack", packDir("production"), "--policy-pack-config", join(fleet.project.dir, "policies.json"));
    expect(code).toBe(1);
    for (const place of twelve) expect(output).toContain(`bot ${place} `);
    expect(output).not.toContain("MARKER");
    expect(fleet.writes()).toEqual({ alice: 0, bob: 0, carol: 0, dave: 0 });
  });

  it("that is configured by a rule that there is not is stopped at once", async () => {
    fleet.program({ alice: "{}" });
    fleet.configure({ ...trusted, "dm-polcy": "disabled" });
    const { code, output } = await fleet.guarded("preview");
    fleet.configure(trusted);
    expect(output).toContain('policy pack: "dm-polcy" in --policy-pack-config is not a rule. Use no-public-admin-endpoint,');
    expect(code).not.toBe(0);
  });

  it("whose components show nothing is stopped by every rule that needs them", async () => {
    fleet.program({ alice: "{}" });
    const { code, output } = await fleet.guardedWith({ PULUMI_NODEJS_SKIP_COMPONENT_INPUTS: "1" }, "preview");
    const missing = reported(output).filter((line) => line.includes("projection is missing"));
    const needing = Object.values(rules).filter((rule) => rule.begin().bot !== undefined).map(({ name }) => name);
    expect(missing.map((line) => line.replace(/^mandatory ([\w-]+):.*/, "$1")).sort()).toEqual(needing.sort());
    expect(code).not.toBe(0);
  });

  const decidedLate = (device: string, policy: string): void => fleet.program({ alice: "{}", bob: `{ channels: { telegram: { botToken: "\${TELEGRAM}", dmPolicy: late } } }` }, `const late = new molthub.OperatorDevice("${device}", {}).deviceId.apply(() => "${policy}");`);
  const text = "bot bob: channels.telegram.dmPolicy is not known yet, so it is judged at up, before the bot is written.";
  // Any text may be a secret, too.
  const notKnown = (level: string): unknown[] => [expect.stringContaining(`advisory no-plaintext-secrets: ${text}`), expect.stringContaining(`${level} dm-policy: ${text}`)];

  it("with a value that is not known in the preview is stopped before that bot, when it turns out bad", async () => {
    decidedLate("first", "open");
    const preview = await fleet.guarded("preview");
    expect(reported(preview.output)).toEqual(notKnown("advisory"));
    expect(preview.code, preview.output).toBe(0);
    const { code, output } = await fleet.guarded("up", "--yes");
    expect(reported(output)).toContainEqual(expect.stringContaining("mandatory dm-policy: bot bob: channels.telegram.dmPolicy lets everybody write to the bot."));
    expect(code).not.toBe(0);
    expect(fleet.writes()).toMatchObject({ bob: 0 });
  });

  it("with a value that is not known in the preview is deployed, when it turns out good", async () => {
    decidedLate("second", "pairing");
    const { code, output } = await fleet.guarded("up", "--yes");
    expect(reported(output)).toEqual(notKnown("advisory"));
    expect(code, output).toBe(0);
    expect(fleet.bots.get("bob")?.document()).toMatchObject({ channels: { telegram: { dmPolicy: "pairing" } } });
  });

  it("is judged as it was deployed, by molthub policy check: of the stack, of an export, and as SARIF", async () => {
    const config = join(fleet.project.dir, "policies.json");
    const check = (...args: string[]): Promise<PulumiRun> => fleet.molthub("policy", "check", ...args);
    const known = { ...trusted, "no-plaintext-secrets": { except: ["models.providers.x.apiKey"] } };
    writeFileSync(config, JSON.stringify(known));
    expect(await check("--stack", "test", "--config", config)).toMatchObject({ code: 0, output: expect.stringContaining("molthub-production: no violations") as string });
    const file = join(fleet.project.dir, "export.json");
    expect((await fleet.project.pulumi("stack", "export", "--show-secrets", "--file", file)).code).toBe(0);
    expect((await check("--file", file, "--config", config)).code).toBe(0);
    const { code, output } = await check("--file", file, "--sarif");
    expect(code).toBe(1);
    expect(output.match(/"ruleId": "[\w-]+"/g)?.sort()).toEqual(["alice", "bob"].flatMap(() => ['"ruleId": "egress-allowlist"', '"ruleId": "install-source"', '"ruleId": "node-runtime"']).sort());
  });

  it("with such a value is stopped in a strict preview", async () => {
    decidedLate("third", "pairing");
    fleet.configure({ ...trusted, "dm-policy": { strict: true } });
    const { code, output } = await fleet.guarded("preview");
    fleet.configure(trusted);
    expect(reported(output)).toEqual(notKnown("mandatory").reverse());
    expect(code).not.toBe(0);
  });
});
