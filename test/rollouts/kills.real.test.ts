import { afterAll, beforeAll, expect, it } from "vitest";
import { KilledRollouts, type Kill } from "./kills";

let rollouts: KilledRollouts;

beforeAll(async () => {
  rollouts = await KilledRollouts.start();
});

afterAll(() => rollouts.remove());

it.each<Kill>([
  { victim: "engine", at: { write: 5 }, bad: true, refresh: false },
  { victim: "user", at: { pause: true }, bad: false, refresh: false },
])("ends with one document everywhere after a kill -9 or Ctrl-C: %j", async (kill) => {
  expect(await rollouts.survive(kill)).toBe(true);
});
