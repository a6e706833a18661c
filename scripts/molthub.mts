// `npm run molthub -- <arguments>`: the `molthub` command of this clone, in the project's environment.
import path from "node:path";
import { runChild } from "./setup/child.mjs";
import { log, main, projectDir } from "./setup/project.mjs";
import { ensurePulumi } from "./pulumi/ensurePulumi.mts";
import { projectEnvironment } from "./pulumi/environment.mts";

await main(async () => {
  const env = projectEnvironment(projectDir, await ensurePulumi(log));
  return runChild(process.execPath, [path.join(projectDir, "dist/sdk/cli/main.js"), ...process.argv.slice(2)], { cwd: projectDir, env });
});
