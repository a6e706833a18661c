import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { UnchangedStack } from "./idempotence";

let stack: UnchangedStack;
let failed: string | undefined;

beforeAll(async () => {
  stack = await UnchangedStack.start();
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") failed ??= task.name;
});

afterAll(() => stack.stop(failed));

it("an update of a program that did not change writes nothing, five times, after both gateways wrote down what they do by themselves", async () => {
  await stack.expectUnchanged(5);
});

it("nor does a refresh show anything", async () => {
  const { code, output } = await stack.project.pulumi("preview", "--refresh", "--diff", "--expect-no-changes");
  expect(code, output).toBe(0);
});
