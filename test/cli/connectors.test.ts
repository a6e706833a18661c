import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import { closedEndpoint } from "../providers/bots";
import { molthubOn, type Molthub } from "./molthub";
import { stackWith } from "./stackState";

beforeAll(() => ensureBuilt(join(__dirname, "../.."), process.execPath, () => undefined), 120_000);

let molthub: Molthub;

afterEach(() => molthub.remove());

const model = { name: "model", kind: "modelProvider", shared: true, credentials: ["env:KEY"], hosts: ["api.anthropic.com"] };
const telegram = { name: "tg", kind: "telegram", shared: false, credentials: ["vault:kv/{bot}/tg#token"], hosts: ["api.telegram.org"], expires: "2999-01-31" };
const stored = (bot: string): object => ({ A: { from: `vault:kv/${bot}/tg#token`, stored: "0A1B2C3D", since: "2026-11-02T10:00:00.000Z" } });
const attached = { tg: "2026-10-01T10:00:00.000Z", model: "2026-09-01T10:00:00.000Z" };

function stack(expires = telegram.expires): unknown {
  return stackWith(
    { alice: closedEndpoint, bob: closedEndpoint, carol: closedEndpoint },
    {
      alice: { outputs: { attachedSince: attached, storedSecrets: stored("alice") }, host: { environmentFrom: { KEY: { from: "env:KEY" } } } },
      bob: { outputs: { attachedSince: { model: attached.model } }, host: "none" },
    },
    [model, { ...telegram, expires }],
  );
}

describe("molthub connectors", () => {
  it("lists every connector with the bots that have it, since when, and what a rotation touches", async () => {
    molthub = molthubOn(stack());
    const { code, stdout } = await molthub.run("connectors", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      connectors: [
        { ...model, bots: [{ bot: "alice", since: attached.model }, { bot: "bob", since: attached.model }], rotation: { changes: ["alice", "bob"], restarts: ["alice"] } },
        { ...telegram, bots: [{ bot: "alice", since: attached.tg, credentialsSince: "2026-11-02T10:00:00.000Z" }], rotation: { changes: ["alice"], restarts: [] } },
      ],
    });
  });

  it("shows them to people, without a secret", async () => {
    molthub = molthubOn(stack());
    const { stdout } = await molthub.run("connectors");
    expect(stdout).toMatch(/tg +│ telegram +│ vault:kv\/\{bot\}\/tg#token +│ alice +│ 2026-11-02 +│ 2999-01-31 +│ 1 bot, no restart/);
    expect(stdout).toMatch(/model +│ modelProvider \(shared\) +│ env:KEY +│ alice, bob +│ 2026-09-01 +│ +│ 2 bots, 1 by a restart/);
    expect(stdout).not.toMatch(/MARKER/);
  });

  it("fails when a bot has one whose credential has ended", async () => {
    molthub = molthubOn(stack("2026-01-31"));
    expect((await molthub.run("connectors")).code).toBe(1);
  });

  it("says that there are none", async () => {
    molthub = molthubOn(stackWith({}));
    expect(await molthub.run("connectors")).toMatchObject({ code: 0, stdout: "This stack has no connectors.\n" });
  });
});
