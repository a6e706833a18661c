import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { molthubWith, type Molthub } from "../molthub";

let molthub: Molthub | undefined;
const folder = mkdtempSync(join(tmpdir(), "molthub-policy-test-"));

afterEach(() => molthub?.remove());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const urn = "urn:pulumi:dev::p::molthub:index:MoltbotInstance$pulumi-nodejs:dynamic/molthub:GatewayConfig::alice-config";
const event = (policyName: string, enforcementLevel: string): object => ({ sequence: 0, policyEvent: { resourceUrn: urn, message: `bot alice: x is y. Do z. (${policyName})`, policyName, enforcementLevel, severity: "high" } });
const summary = { sequence: 9, summaryEvent: { PolicyPacks: { "molthub-production": "0.1.0" }, result: "failed" } };

function pulumiThat(events: readonly object[], code: number, stderr = ""): Molthub {
  molthub = molthubWith(`cat "$(echo "$@" | sed 's/.*--policy-pack-config \\([^ ]*\\).*/\\1/')" > ${folder}/settings\necho "${stderr}" >&2\ncat <<'END'\n${events.map((one) => JSON.stringify(one)).join("\n")}\nEND\nexit ${String(code)}`);
  return molthub;
}

it("tells every violation, mandatory ones first, and fails", async () => {
  const { code, stdout } = await pulumiThat([event("skills-allowlist", "advisory"), event("dm-policy", "mandatory"), summary], 1).run("policy", "check", "--stack", "dev");
  expect(stdout).toBe("mandatory (high): bot alice: x is y. Do z. (dm-policy)\nadvisory (high): bot alice: x is y. Do z. (skills-allowlist)\nmolthub-production: 1 violation, 1 advisory\n");
  expect(code).toBe(1);
  expect(molthub?.pulumiArgs()).toMatch(/^policy analyze --json --non-interactive --policy-pack \S+\/dist\/policies\/production --policy-pack-config \S+ --stack dev$/);
});

it("is well when nothing is mandatory, and judges no past restart", async () => {
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ "dm-policy": { open: ["slack"] } }));
  const { code, stdout } = await pulumiThat([summary], 0).run("policy", "check", "--file", "export.json", "--pack", "baseline", "--config", config);
  expect([code, stdout]).toEqual([0, "molthub-production: no violations\n"]);
  expect(molthub?.pulumiArgs()).toMatch(/policies\/baseline .* --file export\.json$/);
  expect(JSON.parse(readFileSync(join(folder, "settings"), "utf8"))).toEqual({ "dm-policy": { open: ["slack"] }, "restart-budget": "disabled" });
});

it("prints SARIF for code scanning", async () => {
  const { code, stdout } = await pulumiThat([event("dm-policy", "mandatory"), event("skills-allowlist", "advisory"), summary], 1).run("policy", "check", "--sarif");
  const { version, runs } = JSON.parse(stdout) as { version: string; runs: [{ tool: { driver: { name: string; rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number; level: string; message: { text: string }; locations: object[]; partialFingerprints: object }[] }] };
  const [{ tool, results }] = runs;
  expect({ version, name: tool.driver.name, code }).toEqual({ version: "2.1.0", name: "molthub-production", code: 1 });
  expect(results.map(({ ruleId, level, message }) => ({ ruleId, level, text: message.text }))).toEqual([
    { ruleId: "dm-policy", level: "error", text: "bot alice: x is y. Do z. (dm-policy)" },
    { ruleId: "skills-allowlist", level: "warning", text: "bot alice: x is y. Do z. (skills-allowlist)" },
  ]);
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(locations).toEqual([{ physicalLocation: { artifactLocation: { uri: "Pulumi.yaml" }, region: { startLine: 1 } }, logicalLocations: [{ name: "alice-config", fullyQualifiedName: urn, kind: "resource" }] }]);
  }
  expect(new Set(results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints))).size).toBe(2);
});

it.each([
  ["a pack that did not run", [] as object[], 1, "error: could not load the pack", "error: the production pack was not run over this state: error: could not load the pack\n"],
  ["a failure that no violation explains", [event("dm-policy", "advisory"), summary], 1, "it broke", "error: the production pack was not run over this state: it broke\n"],
  ["words that nobody knows", [{ policyEvent: { text: "?" } }, summary], 0, "", "error: the production pack was not run over this state: this pulumi tells nothing that is known. Use Pulumi CLI 3.259.\n"],
])("does not take %s for well", async (_is, events, exit, words, told) => {
  const { code, stdout, stderr } = await pulumiThat(events, exit, words).run("policy", "check");
  expect([code, stdout, stderr]).toEqual([1, "", told]);
});

it("refuses a pack that there is not, settings that are none, and two states at once", async () => {
  const { run } = pulumiThat([summary], 0);
  expect((await run("policy", "check", "--pack", "strict")).stderr).toBe('error: --pack: there is no pack "strict". Use baseline or production.\n');
  expect((await run("policy", "check", "--stack", "a", "--file", "b")).stderr).toBe("error: --stack and --file: give one of them.\n");
  const config = join(folder, "config.json");
  writeFileSync(config, "[]");
  expect((await run("policy", "check", "--config", config)).stderr).toBe(`error: --config ${config}: is no JSON object of settings (it is something else)\n`);
});
