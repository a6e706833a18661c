import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { EngineProject } from "./project";

// A bot that runs its document, and has lost a secret that the change did not touch: the run fails, and yet the state knows the change.

const markers = ["DECLARED-SECRET-MARKER", "sk-live-SHAPED-SECRET-MARKER", "TOKEN-SECRET-MARKER", "PRIVATE KEY"];
const told: string[] = [];
let project: EngineProject;
let bot: SimulatedGateway;
/** What the gateway has in its environment; a test takes from it. */
let env: Record<string, string>;

beforeEach(async () => {
  project = EngineProject.create();
  env = { TG_TOKEN: "123456:value" };
  bot = await startBot(openclaw, { gateway: { mode: "local" }, channels: { telegram: { botToken: "${TG_TOKEN}" } } }, { env, token: "TOKEN-SECRET-MARKER" });
});

afterEach(async () => {
  await bot.stop();
  await project.remove();
});

afterAll(() => {
  for (const marker of markers) expect(told.join("\n")).not.toContain(marker);
});

function program(responsePrefix: string): void {
  project.program(
    `new molthub.MoltbotInstance("alice", {
      gateway: { version: "2026.9.6" },
      target: { external: { address: "${bot.endpoint.address}", token: pulumi.secret("TOKEN-SECRET-MARKER") } },
      template: { gateway: { mode: "local", remote: { token: pulumi.secret("DECLARED-SECRET-MARKER"), password: "sk-live-SHAPED-SECRET-MARKER" } },
        channels: { telegram: { botToken: "\${TG_TOKEN}" } }, messages: { responsePrefix: ${JSON.stringify(responsePrefix)} } },
    });`,
    { refresh: false },
  );
}

async function up(): Promise<{ code: number; output: string }> {
  const run = await project.up();
  told.push(run.output, project.stateOnDisk(), (await project.pulumi("stack", "export")).output);
  return run;
}

interface State {
  readonly deployment: { readonly resources: readonly { readonly type: string; readonly outputs?: Readonly<Record<string, unknown>>; readonly initErrors?: readonly string[] }[] };
}

/** What the state on disk says of the config. */
function config(): { digest: unknown; observed: unknown; initErrors: readonly string[] | undefined } | undefined {
  const text = project.stateOnDisk();
  const { checkpoint } = JSON.parse(text) as { checkpoint: { latest: State["deployment"] } };
  const found = checkpoint.latest.resources.find(({ type }) => type.endsWith(":GatewayConfig"));
  return found && { digest: found.outputs?.["digest"], observed: found.outputs?.["observed"], initErrors: found.initErrors };
}

const missing = "bot alice: runs its document, but without telegram:default (channels.telegram.botToken): secret reference was not found.";

describe("a run that ends with a bot which lacks a secret", () => {
  it("fails, keeps the change in the state with no secret in clear, and the next run goes on", async () => {
    program("one");
    const first = await up();
    expect(first.code, first.output).toBe(0);
    const { digest } = config() ?? {};
    delete env["TG_TOKEN"];
    program("two");
    const failed = await up();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain(missing);
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "two" } });
    const after = config();
    expect(after).toMatchObject({ observed: "incomplete", initErrors: [expect.stringContaining(missing)] });
    expect(after?.digest).not.toBe(digest);
    // Nothing was given yet: it is told again, and nothing is written.
    const writes = bot.writes.length;
    const again = await up();
    expect(again.code).not.toBe(0);
    expect(again.output).toContain(missing);
    env["TG_TOKEN"] = "123456:value";
    const mended = await up();
    expect(mended.code, mended.output).toBe(0);
    expect(config()).toEqual({ digest: after?.digest, observed: "complete", initErrors: undefined });
    expect(bot.writes).toHaveLength(writes);
    expect((await up()).output).not.toMatch(/updated/);
  });

  it("does so also where it is the first of the bot", async () => {
    delete env["TG_TOKEN"];
    program("one");
    const failed = await up();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain(missing);
    expect(config()).toMatchObject({ observed: "incomplete", digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    env["TG_TOKEN"] = "123456:value";
    program("two");
    const mended = await up();
    expect(mended.code, mended.output).toBe(0);
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "two" } });
    expect(config()).toMatchObject({ observed: "complete" });
  });
});
