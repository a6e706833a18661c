// `npm run lint`: the compiler's and the linter's view of the sources.
import { failedBuild, failedChecks, sourceChecks } from "./checks.mts";
import { main } from "./setup/project.mjs";

await main(async () => {
  const failed = [...(await failedBuild()), ...(await failedChecks(sourceChecks))];
  if (failed.length > 0) throw new Error(`Failed: ${failed.join(", ")}.`);
  return 0;
});
