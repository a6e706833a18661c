import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import { openclaw } from "../config/appliedDocument";
import { startSimulator, type SimulatedGateway, type SimulatorOptions } from "../gateways/simulator";
import { closedEndpoint } from "../providers/bots";
import { molthubOn, type Molthub } from "./molthub";
import { stackWith } from "./stackState";

beforeAll(() => ensureBuilt(join(__dirname, "../.."), process.execPath, () => undefined), 120_000);

let molthub: Molthub;
const running: SimulatedGateway[] = [];

afterEach(async () => {
  molthub.remove();
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
});

const document = { gateway: { mode: "local" }, messages: { responsePrefix: "n" } };
const state = { inputs: { document, secretPaths: [], paths: { configPath: "/srv/bot/openclaw.json" } }, outputs: { sealed: {} }, host: "none" } as const;

async function start(options: Partial<SimulatorOptions> = {}): Promise<SimulatedGateway> {
  const gateway = await startSimulator({ release: openclaw, token: "gateway-token-1", document, ...options });
  running.push(gateway);
  return gateway;
}

describe("molthub doctor", () => {
  it("gives a well bot one line, tells what ails the others and what to do, and fails when a check did", async () => {
    const [well, edited] = [await start(), await start()];
    edited.edit({ ...document, messages: { responsePrefix: "by hand" } });
    molthub = molthubOn(stackWith({ alice: well.endpoint, bob: edited.endpoint, carol: closedEndpoint }, { alice: state, bob: state, carol: state }));
    const { code, stdout, stderr } = await molthub.run("doctor");
    expect(stderr).toBe("Examining 3 bots...\n");
    expect(stdout.split("\n")).toEqual([
      "bot alice: well, as far as it can be seen; not known: gateway doctor, security audit (runs elsewhere)",
      "bot bob: 1 failed, 2 unknown",
      "  failed   drift: differs from what was applied: messages.responsePrefix",
      '           -> See it with "molthub drift"; "pulumi up --refresh" takes it back, "molthub drift --adopt bob" keeps it.',
      "  unknown  gateway doctor, security audit (runs elsewhere)",
      "bot carol: 1 failed, 10 unknown",
      expect.stringMatching(/^ {2}failed {3}reachable: .*127\.0\.0\.1:1/),
      "           -> Start its gateway, or correct the address that the program gives.",
      "  unknown  config, applied, path, version, plugins, secrets, channels, drift (the gateway cannot be asked); gateway doctor, security audit (runs elsewhere)",
      "1 of 3 bots without a failed check",
      "",
    ]);
    expect(code).toBe(1);
  }, 20_000);

  it("looks at one bot, succeeds when nothing failed, and gives data to a program", async () => {
    const well = await start();
    molthub = molthubOn(stackWith({ alice: well.endpoint, bob: closedEndpoint }, { alice: state }));
    const { code, stdout } = await molthub.run("doctor", "alice", "--json");
    expect(code).toBe(0);
    const { bots } = JSON.parse(stdout) as { bots: { bot: string; checks: { check: string; verdict: string }[] }[] };
    expect(bots.map(({ bot }) => bot)).toEqual(["alice"]);
    expect(bots[0]?.checks.map(({ check }) => check)).toEqual(["reachable", "config", "applied", "path", "version", "plugins", "secrets", "channels", "drift", "gateway doctor", "security audit"]);
    expect(bots[0]?.checks[0]).toEqual({ check: "reachable", verdict: "ok", what: expect.stringContaining("it answers") as string });
  }, 20_000);

  it("does not run the program of a bot that lives on another machine, and tells no secret", async () => {
    const gateway = await start({ channels: { telegram: "failing" }, document: { ...document, channels: { telegram: { botToken: "123456:TOKEN-MARKER" } } } });
    molthub = molthubOn(stackWith({ alice: gateway.endpoint }, { alice: { ...state, host: {} } }));
    const { code, stdout, stderr } = await molthub.run("doctor");
    expect(stdout).toContain("gateway doctor, security audit (runs on another machine)");
    expect(stdout).toContain("failed   channels: telegram/default: getaddrinfo EAI_AGAIN");
    expect(code).toBe(1);
    expect(stdout + stderr).not.toMatch(/MARKER|gateway-token-1|PRIVATE KEY/);
  }, 20_000);

  it("says what to do where there are no bots, or not this one", async () => {
    molthub = molthubOn({ version: 3, deployment: {} });
    expect(await molthub.run("doctor")).toEqual({ code: 0, stdout: "This stack has no bots yet. Run pulumi up.\n", stderr: "" });
    expect(await molthub.run("doctor", "alice")).toMatchObject({ code: 1, stderr: "error: there is no bot alice in this stack. It has no bots yet: run pulumi up.\n" });
  }, 20_000);
});
