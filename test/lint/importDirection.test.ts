import { join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

const root = join(__dirname, "../..");
const eslint = new ESLint({ cwd: root });

/** What the linter says of a file in this place that imports that. */
async function complaints(file: string, imported: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import * as it from ${JSON.stringify(imported)};\nexport const used = it;\n`, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? "error"}: ${message}`);
}

const forbidden: readonly [file: string, imported: string][] = [
  ["sdk/errors.ts", "@pulumi/pulumi"],
  ["sdk/errors.ts", "../components/fleet"],
  ["sdk/config/x.ts", "@pulumi/pulumi/runtime"],
  ["sdk/config/x.ts", "../gateway"],
  ["sdk/config/x.ts", "../gateway/client"],
  ["sdk/config/x.ts", "../apply"],
  ["sdk/config/x.ts", "../hosts/local"],
  ["sdk/config/x.ts", "../providers/handler"],
  ["sdk/config/x.ts", "../cli/status"],
  ["sdk/config/x.ts", "ws"],
  ["sdk/config/x.ts", "node:net"],
  ["sdk/gateway/x.ts", "../config"],
  ["sdk/gateway/x.ts", "../apply/seed"],
  ["sdk/gateway/x.ts", "../hosts/local"],
  ["sdk/gateway/x.ts", "../providers/equal"],
  ["sdk/apply/x.ts", "../hosts/local"],
  ["sdk/apply/x.ts", "../providers"],
  ["sdk/apply/x.ts", "../cli/ask"],
  ["sdk/apply/x.ts", "@pulumi/pulumi"],
  ["sdk/connectors/x.ts", "../gateway"],
  ["sdk/freeze/x.ts", "../providers/inputs"],
  ["sdk/freeze/x.ts", "../cli/tell"],
  ["sdk/import/x.ts", "../gateway"],
  ["sdk/import/x.ts", "../cli/import/readBot"],
  ["sdk/import/x.ts", "node:fs"],
  ["sdk/health/x.ts", "../hosts/local"],
  ["sdk/health/x.ts", "../providers"],
  ["sdk/health/x.ts", "@pulumi/pulumi"],
  ["sdk/rollouts/x.ts", "../providers"],
  ["sdk/rollouts/analysis/x.ts", "../../hosts/local"],
  ["sdk/rollouts/analysis/kinds/x.ts", "../../../cli/ask"],
  ["sdk/rollouts/x.ts", "@pulumi/pulumi"],
  ["sdk/hosts/local/x.ts", "../../providers/equal"],
  ["sdk/hosts/local/x.ts", "../../cli/ask"],
  ["sdk/hosts/cache/x.cjs", "../../providers/equal"],
  ["sdk/providers/x.ts", "@pulumi/pulumi"],
  ["sdk/providers/x.ts", "../cli/stackBots"],
  ["sdk/secrets/x.ts", "@pulumi/pulumi"],
  ["components/x.ts", "../sdk/gateway/client"],
  ["components/x.ts", "../sdk/apply/seed"],
  ["components/x.ts", "../sdk/hosts/local"],
  ["components/resources/x.ts", "../../sdk/cli/ask"],
  ["sdk/providers/x.ts", "../../components"],
  ["components/x.ts", "../sdk/gateway"],
  ["components/x.ts", "../sdk/apply"],
  ["policies/rules/x.ts", "@pulumi/policy"],
  ["policies/rules/x.ts", "../../components"],
  ["policies/x.ts", "../components"],
  ["policies/x.ts", "../sdk/providers"],
];

const allowed: readonly [file: string, imported: string][] = [
  ["policies/x.ts", "@pulumi/policy"],
  ["policies/rules/x.ts", "../../sdk/config"],
  ["components/x.ts", "@pulumi/pulumi"],
  ["components/x.ts", "../sdk/config"],
  ["sdk/providers/x.ts", "../apply"],
  ["sdk/providers/x.ts", "../hosts/local"],
  ["sdk/cli/x.ts", "../providers/inputs"],
  ["sdk/health/x.ts", "../apply"],
  ["sdk/rollouts/x.ts", "../health"],
  ["sdk/rollouts/x.ts", "../apply"],
  ["sdk/providers/x.ts", "../rollouts"],
  ["sdk/connectors/x.ts", "../config"],
  ["sdk/freeze/x.ts", "../config"],
  ["components/x.ts", "../sdk/freeze"],
  ["sdk/import/x.ts", "../config"],
  ["sdk/cli/import/x.ts", "../../import"],
  ["sdk/apply/x.ts", "../gateway"],
  ["sdk/apply/x.ts", "../config"],
  ["sdk/hosts/local/x.ts", "../../gateway"],
  ["sdk/config/x.ts", "../errors"],
  ["sdk/gateway/x.ts", "../deadline"],
  ["sdk/gateway/x.ts", "ws"],
];

describe("imports point one way", () => {
  it.each(forbidden)("%s may not import %s", async (file, imported) => {
    expect(await complaints(file, imported)).toEqual([expect.stringMatching(/^no-restricted-imports: /)]);
  });

  it.each(allowed)("%s may import %s", async (file, imported) => {
    expect(await complaints(file, imported)).toEqual([]);
  });

  it("the library prints nothing, the command does", async () => {
    const lint = async (file: string): Promise<unknown[]> => (await eslint.lintText("console.log(1);\n", { filePath: join(root, file) })).flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
    expect(await lint("sdk/config/x.ts")).toEqual(["no-console"]);
    expect(await lint("components/x.ts")).toEqual(["no-console"]);
    expect(await lint("sdk/cli/x.ts")).toEqual([]);
  });
});
