import { afterEach, expect, it } from "vitest";
import { molthubWith, type Molthub } from "../molthub";

let molthub: Molthub | undefined;

afterEach(() => molthub?.remove());

it.each([
  ["a digest in place of events", `echo '{'; echo '  "steps": []'; echo '}'`, "this pulumi does not tell its preview as a stream of events"],
  ["events of another shape", `echo '{"sequence":0,"resourcePreEvent":{"metadata":{"op":1}}}'`, "this pulumi tells its preview in a way that is not known (resourcePreEvent.metadata.op"],
])("what it cannot read is not taken for no change: %s", async (_what, pulumi, message) => {
  molthub = molthubWith(pulumi);
  const { code, stdout, stderr } = await molthub.run("plan");
  expect(stderr).toContain(message);
  expect([code, stdout]).toEqual([1, ""]);
});

it("fails in Pulumi's own words, and asks for no stack that is not there", async () => {
  molthub = molthubWith("echo 'error: no stack selected' >&2; exit 255");
  const { code, stderr } = await molthub.run("plan", "--stack", "nowhere");
  expect(stderr).toContain("the preview failed:\nerror: no stack selected");
  expect(molthub.pulumiArgs()).toBe("preview --json --non-interactive --stack nowhere");
  expect(code).toBe(1);
});
