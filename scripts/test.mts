// `npm test`, `npm run test:unit`, `npm run test:long`: `test.mts <all | unit | long> [arguments of vitest]`. The last line is
// always `N passed, N failed`.
import { failedBuild, failedChecks, packageChecks, sourceChecks } from "./checks.mts";
import { ensurePulumi } from "./pulumi/ensurePulumi.mts";
import { withOnPath } from "./setup/child.mjs";
import { log, main, messageOf } from "./setup/project.mjs";
import { countOf, runVitest, type Count } from "./vitest.mts";

const [suite = "all", ...args] = process.argv.slice(2);

await main(async () => {
  const { passed, failed } = suite === "all" ? await testAll() : suite === "unit" ? await runVitest(["unit"], args) : await testLong();
  if (passed + failed === 0) log("No test ran.");
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

/** Goes on after a failure as far as it makes sense, so that one run tells all. */
async function testAll(): Promise<Count> {
  const unbuilt = await failedBuild();
  const badSources = await failedChecks(sourceChecks);
  const tests = unbuilt.length === 0 ? await testOnCli(["unit", "real"]) : await runVitest(["unit"], args);
  const badPackage = unbuilt.length === 0 ? await failedChecks(packageChecks) : [];
  const failed = [...unbuilt, ...badSources, ...badPackage];
  for (const name of failed) log(`Failed: ${name}`);
  return countOf(tests.passed, tests.failed + failed.length);
}

async function testLong(): Promise<Count> {
  const unbuilt = await failedBuild();
  return unbuilt.length === 0 ? testOnCli(["long"]) : countOf(0, unbuilt.length);
}

/** Tests with a Pulumi CLI on PATH; without one, those that need none. */
async function testOnCli(projects: readonly string[]): Promise<Count> {
  try {
    const cli = await ensurePulumi(log);
    return await runVitest(projects, args, withOnPath(process.execPath, cli.command));
  } catch (error) {
    log(messageOf(error));
    const { passed, failed } = await runVitest(projects.filter((project) => project === "unit"), args);
    return countOf(passed, failed + 1);
  }
}
