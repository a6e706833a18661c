import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import { hello, startFakeGateway, type FakeGateway } from "../gateway/fakeGateway";
import { closedEndpoint, document } from "../providers/bots";
import { molthubOn, molthubWith, type Molthub } from "./molthub";
import { stackWith } from "./stackState";

beforeAll(() => ensureBuilt(join(__dirname, "../.."), process.execPath, () => undefined), 120_000);

let molthub: Molthub;
let gateway: FakeGateway | undefined;

afterEach(async () => {
  molthub.remove();
  await gateway?.stop();
  gateway = undefined;
});

const secrets = /MARKER|gateway-token-1|PRIVATE KEY/;

/** What a bot answers to each method. */
async function startBot(answers: Readonly<Record<string, unknown>> = {}): Promise<FakeGateway> {
  const config = { path: "/x", exists: true, valid: true, issues: [], parsed: { ...document, meta: {} }, hash: "h", configRevisionHash: "r", appliedConfigHash: "r" };
  const all: Readonly<Record<string, unknown>> = { "config.get": config, "channels.status": { ts: 1, channelOrder: [], channelAccounts: {} }, status: { runtimeVersion: "2026.9.6", degradedSecretOwners: [] }, ...answers };
  gateway = await startFakeGateway({
    connect: (peer, request) => peer.ok(request, hello("boot-1", request.params["scopes"] as string[])),
    call: (peer, request) => peer.ok(request, all[request.method]),
  });
  return gateway;
}

describe("molthub status", () => {
  it("shows every bot, by name, and succeeds when all are well", async () => {
    const { endpoint } = await startBot();
    molthub = molthubOn(stackWith({ bob: endpoint, alice: endpoint }));
    const { code, stdout, stderr } = await molthub.run("status", "--json");
    expect(JSON.parse(stdout)).toEqual({
      bots: ["alice", "bob"].map((bot) => ({ bot, reachable: true, version: "2026.9.6", since: expect.stringMatching(/^\d{4}-.*Z$/) as string, config: "applied", channels: [] })),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(molthub.pulumiArgs()).toBe("stack export --show-secrets --non-interactive");
  }, 20_000);

  it("fails and says why when a bot cannot be seen, and still shows the others", async () => {
    const { endpoint } = await startBot();
    molthub = molthubOn(stackWith({ alice: endpoint, bob: closedEndpoint }));
    const { code, stdout } = await molthub.run("status");
    expect(code).toBe(1);
    expect(stdout).toMatch(/alice .*│ 2026\.9\.6 │ yes .*│ applied/);
    expect(stdout).toMatch(/bob .*│ no /);
    expect(stdout).toMatch(/\nbot bob: .*127\.0\.0\.1:1/);
  }, 20_000);

  it("fails when a bot runs another config than was applied", async () => {
    const parsed = { ...document, note: "changed by hand" };
    const { endpoint } = await startBot({ "config.get": { path: "/x", exists: true, valid: true, issues: [], parsed, hash: "h", configRevisionHash: "r", appliedConfigHash: "r" } });
    molthub = molthubOn(stackWith({ alice: endpoint }));
    const { code, stdout } = await molthub.run("status", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ bots: [{ config: "changed" }] });
  }, 20_000);

  it("does not call a bot well that runs without a secret", async () => {
    const { endpoint } = await startBot({ status: { runtimeVersion: "2026.9.6", degradedSecretOwners: [{ ownerKind: "account", ownerId: "telegram:default", paths: ["channels.telegram.botToken"], reason: "not found" }] } });
    molthub = molthubOn(stackWith({ alice: endpoint }));
    const { code, stdout } = await molthub.run("status", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ bots: [{ bot: "alice", config: "incomplete" }] });
  }, 20_000);

  it("tells what ails a channel, without the secrets that it quotes", async () => {
    const lastError = "GET https://api.telegram.org/botTOKEN-MARKER-1/getMe with ENV-MARKER-1: 401";
    const { endpoint } = await startBot({ "channels.status": { ts: 1, channelOrder: ["telegram"], channelAccounts: { telegram: [{ accountId: "default", running: true, connected: false, lastError }] } } });
    molthub = molthubOn(stackWith({ alice: endpoint }));
    const { code, stdout, stderr } = await molthub.run("status", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ bots: [{ channels: [{ channel: "telegram", account: "default", connected: false, detail: "GET https://api.telegram.org/bot[secret]/getMe with [secret]: 401" }] }] });
    expect(stdout + stderr).not.toMatch(secrets);
  }, 20_000);

  it("says what to do where there are no bots", async () => {
    molthub = molthubOn({ version: 3, deployment: {} });
    expect(await molthub.run("status", "--stack", "dev")).toEqual({ code: 0, stdout: "This stack has no bots yet. Run pulumi up.\n", stderr: "" });
    expect(molthub.pulumiArgs()).toBe("stack export --show-secrets --non-interactive --stack dev");
  }, 20_000);
});

describe("molthub logs", () => {
  it("shows the end of the log to a person, secrets masked", async () => {
    const line = JSON.stringify({ time: "2026-09-01T00:00:00Z", message: "called with TOKEN-MARKER-1 and ENV-MARKER-1", _meta: { logLevelName: "INFO" } });
    const { endpoint } = await startBot({ "logs.tail": { file: "/x", cursor: 1, lines: [line, "no JSON"] } });
    molthub = molthubOn(stackWith({ alice: endpoint }));
    expect(await molthub.run("logs", "alice")).toEqual({ code: 0, stdout: "2026-09-01T00:00:00Z INFO  called with [secret] and [secret]\nno JSON\n", stderr: "" });
  }, 20_000);
});

describe("molthub ask", () => {
  it("prints the answer, and takes it from a session of its own that is delivered nowhere", async () => {
    const { endpoint, requests } = await startBot({ agent: { runId: "r", status: "ok", result: { payloads: [{ text: "42" }] } } });
    molthub = molthubOn(stackWith({ alice: endpoint }));
    const { code, stdout } = await molthub.run("ask", "alice", "what is it?", "--json");
    expect(JSON.parse(stdout)).toEqual({ bot: "alice", text: "42", tookMs: expect.any(Number) as number });
    expect(code).toBe(0);
    expect(requests.find(({ method }) => method === "agent")?.params).toMatchObject({ message: "what is it?", sessionKey: "agent:main:molthub-probe", deliver: false });
  }, 20_000);

  it("fails with the status of a turn that brought no answer", async () => {
    const { endpoint } = await startBot({ agent: { runId: "r", status: "error", summary: "no model" } });
    molthub = molthubOn(stackWith({ alice: endpoint }));
    expect(await molthub.run("ask", "alice", "hello")).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: bot alice: the turn ended with status error (no model) and without an answer. See what its model said: molthub logs alice\n",
    });
  }, 20_000);

  it("names the bots there are when there is none of that name", async () => {
    molthub = molthubOn(stackWith({ bob: closedEndpoint, alice: closedEndpoint }));
    expect(await molthub.run("ask", "carol", "hello")).toEqual({ code: 1, stdout: "", stderr: "error: there is no bot carol in this stack. Its bots: alice, bob.\n" });
  }, 20_000);
});

describe("molthub without a stack", () => {
  it("repeats Pulumi's own words, and no stack trace", async () => {
    molthub = molthubWith(`echo "error: no stack selected" >&2; exit 255`);
    expect(await molthub.run("status")).toEqual({ code: 1, stdout: "", stderr: "error: cannot read the stack's state: error: no stack selected\nRun this in the folder of a Pulumi project, and name a stack that exists with --stack.\n" });
  }, 20_000);

  it("says how to get Pulumi where there is none", async () => {
    molthub = molthubWith("");
    molthub.remove();
    expect(await molthub.run("status")).toEqual({ code: 1, stdout: "", stderr: "error: pulumi is not on PATH. Install it, or run this through `npm run molthub --`.\n" });
  }, 20_000);

  it("explains its arguments", async () => {
    molthub = molthubWith("");
    const { stdout } = await molthub.run("--help");
    for (const command of ["status [options]", "logs [options] <bot>", "ask [options] <bot> <text>"]) expect(stdout).toContain(command);
    expect(await molthub.run("logs")).toMatchObject({ code: 1, stderr: "error: missing required argument 'bot'\n" });
    expect(await molthub.run("nonsense")).toMatchObject({ code: 1, stderr: expect.stringContaining("unknown command") as string });
  }, 30_000);
});
