// `npm test`, `npm run test:unit`, `npm run test:long`: `test.mts <all | unit | long> [arguments of vitest]`. The last line is
// always `N passed, N failed`.
import { failedChecks, packageChecks, sourceChecks } from "./checks.mts";
import { ensurePulumi } from "./pulumi/ensurePulumi.mts";
import { withOnPath } from "./setup/child.mjs";
import { ensureBuilt } from "./setup/dist.mjs";
import { log, main, projectDir } from "./setup/project.mjs";
import { countOf, runVitest, type Count } from "./vitest.mts";

const [suite = "all", ...args] = process.argv.slice(2);

await main(async () => {
  const { passed, failed } = suite === "all" ? await testAll() : suite === "unit" ? await runVitest(["unit"], args) : await testReal(["long"]);
  if (passed + failed === 0) log("No test ran.");
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

async function testAll(): Promise<Count> {
  const badSources = await failedChecks(sourceChecks);
  const tests = await testReal(["unit", "real"]);
  const badPackage = await failedChecks(packageChecks);
  for (const name of [...badSources, ...badPackage]) log(`Failed: ${name}`);
  return countOf(tests.passed, tests.failed + badSources.length + badPackage.length);
}

/** Tests on real gateways and the real CLI, which need dist and a CLI; without those, the others of the suite at least. */
async function testReal(projects: readonly string[]): Promise<Count> {
  try {
    await ensureBuilt(projectDir, process.execPath, log);
    const cli = await ensurePulumi(log);
    return await runVitest(projects, args, withOnPath(process.execPath, cli.command));
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    const { passed, failed } = await runVitest(projects.filter((project) => project === "unit"), args);
    return countOf(passed, failed + 1);
  }
}
