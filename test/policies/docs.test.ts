import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { baseline, production, rules, settingsOf } from "../../policies";
import { docsOf } from "../../scripts/policies/docsOf.mts";
import { withGenerated } from "../../scripts/policies/page.mts";

const page = readFileSync(join(__dirname, "../../docs/policies.md"), "utf8");

it("docs/policies.md says what the rules say of themselves (npm run docs writes it)", () => {
  expect(page).toBe(withGenerated(page, docsOf({ rules, packs: { baseline, production }, settingsOf })));
});

it.each(["baseline", "production"])("the pack %s has the version of the package", (pack) => {
  const versionOf = (folder: string): unknown => (JSON.parse(readFileSync(join(__dirname, "../..", folder, "package.json"), "utf8")) as { version: unknown }).version;
  expect(versionOf(`policies/${pack}`)).toBe(versionOf("."));
});

it("every rule and option has a section or a line", () => {
  for (const { name, options } of Object.values(rules)) {
    const [, section = ""] = page.split(`### ${name}\n`);
    expect(section, name).not.toBe("");
    for (const option of Object.keys(options)) expect(section.split("\n### ")[0], `${name}.${option}`).toContain(`| \`${option}\` |`);
  }
});

it("a name is that of its key, and of its severity and framework nothing is left out", () => {
  for (const [key, { name, severity, framework, why, remedy, evidence, description }] of Object.entries(rules)) {
    expect(name).toBe(key);
    expect(["low", "medium", "high", "critical"]).toContain(severity);
    for (const text of [framework.name, framework.version, framework.reference, framework.specification, why, remedy, evidence, description]) expect(text.length).toBeGreaterThan(1);
  }
});
