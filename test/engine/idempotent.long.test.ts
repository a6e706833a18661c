import { afterAll, afterEach, beforeAll, it } from "vitest";
import { UnchangedStack } from "./idempotence";

const rounds = 4;
const cycles = 25;

let stack: UnchangedStack;
let failed: string | undefined;

beforeAll(async () => {
  stack = await UnchangedStack.start();
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") failed ??= task.name;
});

afterAll(() => stack.stop(failed));

it(`${String(rounds * cycles)} updates of a program that did not change write nothing, through ${String(rounds)} restarts of both gateways`, async () => {
  for (let round = 1; round <= rounds; round++) {
    await stack.expectUnchanged(cycles);
    await stack.restart();
  }
  await stack.expectUnchanged(1);
});
