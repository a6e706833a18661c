// `npm run pulumi -- <arguments>`: the Pulumi CLI in the project's environment.
import { runChild } from "./setup/child.mjs";
import { log, main, projectDir } from "./setup/project.mjs";
import { ensurePulumi } from "./pulumi/ensurePulumi.mts";
import { hasOwnBackend, projectEnvironment } from "./pulumi/environment.mts";
import { clearStaleLocks } from "./pulumi/staleLock.mts";

await main(async () => {
  const cli = await ensurePulumi(log);
  const env = projectEnvironment(projectDir, cli);
  if (hasOwnBackend()) clearStaleLocks(projectDir, log);
  return runChild(cli.command, process.argv.slice(2), { cwd: projectDir, env });
});
