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
  ["sdk/health/x.ts", "../hosts/local"],
  ["sdk/health/x.ts", "../providers"],
  ["sdk/health/x.ts", "@pulumi/pulumi"],
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
];

const allowed: readonly [file: string, imported: string][] = [
  ["components/x.ts", "@pulumi/pulumi"],
  ["components/x.ts", "../sdk/config"],
  ["sdk/providers/x.ts", "../apply"],
  ["sdk/providers/x.ts", "../hosts/local"],
  ["sdk/cli/x.ts", "../providers/inputs"],
  ["sdk/health/x.ts", "../apply"],
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
