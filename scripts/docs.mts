// `npm run docs`: writes what is said of the policies, from what they say of themselves.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { baseline, production, rules, settingsOf } from "@molthub/pulumi/policies";
import { docsOf } from "./policies/docsOf.mts";
import { withGenerated } from "./policies/page.mts";
import { main, projectDir } from "./setup/project.mjs";

await main(async () => {
  const page = path.join(projectDir, "docs/policies.md");
  writeFileSync(page, withGenerated(readFileSync(page, "utf8"), docsOf({ rules, packs: { baseline, production }, settingsOf })));
  return 0;
});
