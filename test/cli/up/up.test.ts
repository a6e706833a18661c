import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../../scripts/setup/dist.mjs";
import { hello, startFakeGateway } from "../../gateway/fakeGateway";
import { closedEndpoint } from "../../providers/bots";
import { molthubWith, type Molthub } from "../molthub";
import { stackWith } from "../stackState";

const unreached = { outputs: { observed: "unreachable" } };

const main = join(__dirname, "../../../dist/sdk/cli/main.js");

beforeAll(() => ensureBuilt(join(__dirname, "../../.."), process.execPath, () => undefined), 120_000);

let molthub: Molthub;

afterEach(() => molthub.remove());

const gate = { type: "pulumi-nodejs:dynamic/molthub:RolloutGate", urn: "urn:pulumi:dev::demo::molthub:index:MoltbotFleet$pulumi-nodejs:dynamic/molthub:RolloutGate::support-gate-1" };
const previewed = [{ sequence: 0, resourcePreEvent: { metadata: { ...gate, op: "update", new: { inputs: { fleet: "support", label: "step 1 of 1", later: [], rolloutId: "371b9b2b67" } } } } }, { sequence: 1, summaryEvent: {} }];

/** A stand-in for Pulumi with this state, whose `up` does that, and whose preview says that. */
function molthubOn(state: unknown, onUp: string, events: readonly object[] = previewed, previewCode = 0): Molthub {
  const preview = events.map((event) => JSON.stringify(event)).join("\n");
  return molthubWith(`case "$1" in preview) cat <<'END'\n${preview}\nEND\nexit ${String(previewCode)};; up) echo "pulumi $@, plan: \${MOLTHUB_PLAN_FILE-none}"; ${onUp};; stack) cat <<'END'\n${JSON.stringify(state)}\nEND\n;; *) exit 9;; esac`);
}

const progress = "Running pulumi preview...\n";

describe("molthub up", () => {
  it("runs pulumi up for all bots whatever becomes of one, and writes down which rollout it is", async () => {
    molthub = molthubOn(stackWith({ alice: closedEndpoint }), "exit 0");
    const { code, stdout, stderr } = await molthub.run("up", "--stack", "dev");
    expect([code, stderr]).toEqual([0, progress]);
    expect(stdout).toMatch(/^pulumi up --json --color never --yes --skip-preview --continue-on-error --message .*\(rollout 371b9b2b67\) --stack dev, plan: none\n/m);
  }, 20_000);

  it("has its preview and its update judged by the same policy packs, found from the folder of the user", async () => {
    molthub = molthubOn(stackWith({}), "exit 0", [{ sequence: 0, policyEvent: { message: "ADVICE", enforcementLevel: "advisory" } }, ...previewed]);
    const packs = ["--policy-pack", "one", "--policy-pack-config", "one.json", "--policy-pack", "/two"];
    const { code, stdout } = await molthub.run("up", ...packs);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`--policy-pack ${resolve("one")} --policy-pack /two --policy-pack-config ${resolve("one.json")}, plan: none`)]);
    expect((await molthub.run("plan", ...packs)).stderr).toContain("warning: ADVICE");
  }, 20_000);

  it("does not begin what a policy refuses", async () => {
    molthub = molthubOn(stackWith({}), "exit 0", [{ sequence: 0, policyEvent: { message: "bot alice: gateway.bind is lan", enforcementLevel: "mandatory" } }, ...previewed], 255);
    const { code, stdout, stderr } = await molthub.run("up", "--policy-pack", "one");
    expect([code, stdout, stderr]).toEqual([1, "", `${progress}error: the preview failed:\nbot alice: gateway.bind is lan\n`]);
    expect(molthub.pulumiArgs()).toBe(`preview --json --non-interactive --policy-pack ${resolve("one")}`);
  }, 20_000);

  it("tells errors, warnings and what programs and providers print, and never a debug message", async () => {
    const told = ["debug", "info#err", "warning", "error"].map((severity, at) => JSON.stringify({ sequence: at, diagnosticEvent: { severity, message: `MARKER-${severity}\n` } }));
    molthub = molthubOn(stackWith({}), `printf '%s\n' '${told.join("' '")}' 'printed by a program'; echo 'the stack is locked' >&2; exit 255`);
    const { code, stdout, stderr } = await molthub.run("up");
    expect(code).toBe(1);
    for (const line of ["MARKER-info#err", "warning: MARKER-warning", "printed by a program"]) expect(stdout.split("\n")).toContain(line);
    expect(stderr.split("\n").sort()).toEqual(["", "Running pulumi preview...", "error: MARKER-error", "the stack is locked"]);
    expect(stdout).not.toContain("MARKER-debug");
  }, 20_000);

  it("says what to do when pulumi was killed", async () => {
    molthub = molthubOn(stackWith({}), "kill -9 $$");
    const { code, stderr } = await molthub.run("up");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/error: pulumi was ended by SIGKILL before it was done, .*"pulumi cancel" unlocks it\.\n$/)]);
  }, 20_000);

  it("fails when pulumi does, whatever its exit code", async () => {
    molthub = molthubOn(stackWith({ alice: closedEndpoint }, { alice: unreached }), "exit 255");
    expect(await molthub.run("up")).toMatchObject({ code: 1, stderr: progress });
  }, 20_000);

  it("ends with 3 when all else is done, and says which bots could not be reached, and why", async () => {
    molthub = molthubOn(stackWith({ alice: closedEndpoint, bob: closedEndpoint }, { alice: unreached, bob: unreached }), "exit 0");
    const { code, stderr } = await molthub.run("up");
    expect(stderr.split("\n")).toEqual([
      progress.trim(),
      expect.stringMatching(/^bot alice could not be reached \(.*127\.0\.0\.1:1.*\): the next up catches it up$/),
      expect.stringMatching(/^bot bob could not be reached \(.*127\.0\.0\.1:1.*\): the next up catches it up$/),
      "",
    ]);
    expect(code).toBe(3);
    expect(stderr).not.toMatch(/MARKER|gateway-token-1|PRIVATE KEY/);
  }, 20_000);

  it("ends with 3 also when such a bot is back by then", async () => {
    const config = { path: "/x", exists: true, valid: true, issues: [], parsed: {}, hash: "h", configRevisionHash: "r", appliedConfigHash: "r" };
    const gateway = await startFakeGateway({ connect: (peer, request) => peer.ok(request, hello("boot-1", request.params["scopes"] as string[])), call: (peer, request) => peer.ok(request, config) });
    try {
      molthub = molthubOn(stackWith({ alice: gateway.endpoint }, { alice: unreached }), "exit 0");
      expect(await molthub.run("up")).toMatchObject({ code: 3, stderr: `${progress}bot alice could not be reached (it answers by now): the next up catches it up\n` });
    } finally {
      await gateway.stop();
    }
  }, 20_000);

  it.each([
    ["is not there", undefined, "cannot read the plan file"],
    ["is none", "{", "is no JSON"],
    ["is of another version", '{"schemaVersion":2}', "was made by another version of molthub"],
  ])("does not even start pulumi with a plan that %s", async (_what, text, message) => {
    const folder = mkdtempSync(join(tmpdir(), "molthub-up-"));
    try {
      if (text !== undefined) writeFileSync(join(folder, "plan.json"), text);
      molthub = molthubOn({}, "exit 0");
      const { code, stdout, stderr } = await molthub.run("up", "--plan", join(folder, "plan.json"));
      expect(stderr).toContain(message);
      expect([code, stdout]).toEqual([1, ""]);
      expect(() => molthub.pulumiArgs()).toThrow("ENOENT");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 20_000);

  it("says how to get Pulumi where there is none", async () => {
    molthub = molthubWith("");
    molthub.remove();
    expect(await molthub.run("up")).toEqual({ code: 1, stdout: "", stderr: `${progress}error: pulumi is not on PATH. Install it, or run this through \`npm run molthub --\`.\n` });
  }, 20_000);

  it("explains its exit codes", async () => {
    molthub = molthubWith("");
    expect((await molthub.run("up", "--help")).stdout).toContain("Exit code 0: all done. 1: failed. 3: all else is done, but bots could not be reached");
    expect((await molthub.run("plan", "--help")).stdout).toContain("Exit code 3: the plan is made, but bots could not be asked.");
  }, 20_000);

  it.each(["SIGINT", "SIGTERM"] as const)("passes %s on to pulumi once, and waits for its own end", async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), "molthub-up-"));
    const goOn = join(folder, "go-on");
    writeFileSync(goOn, "");
    writeFileSync(join(folder, "pulumi"), `#!/bin/sh\nif [ "$1" = preview ]; then echo '{"sequence":0,"summaryEvent":{}}'; exit 0; fi\ntrap 'echo told' ${signal.slice(3)}\necho running\nwhile [ -e ${goOn} ]; do sleep 0.1; done\nexit 255\n`, { mode: 0o755 });
    molthub = molthubWith("");
    // Detached, so that there is no terminal: with one, the terminal sends Ctrl-C to pulumi itself.
    const child = spawn(process.execPath, [main, "up"], { env: { PATH: `${folder}:/usr/bin:/bin`, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "ignore"], detached: true });
    try {
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output === "running\n") child.kill(signal);
        if (output.endsWith("told\n")) rmSync(goOn, { force: true });
      });
      expect(await once(child, "close")).toEqual([1, null]);
      expect(output).toBe("running\ntold\nresources: none changed\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 20_000);
});
