import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { applyConfig, type ConfigChange, type ConfigProof } from "../../sdk/apply";
import { redactionMarker, storedAs, type ConfigDocument, type GatewayRelease } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { connectGateway, createDevice } from "../../sdk/gateway";
import { minimalClawdbotConfig, minimalConfig, startRealGateway, type RealGateway } from "../gateways/realGateway";
import { clawdbot, openclaw, Told } from "./simulatedBot";

// What protects a bot's config, and what makes it small again, on one real gateway of each line. Each test goes on where the one before ended.

const models = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`acme/model-${String(at)}`, { alias: `alias-${String(at)}` }]));
const device = createDevice();

let gateways: Readonly<Record<string, RealGateway>>;
let failed: string | undefined;

beforeAll(async () => {
  const [first, second] = await Promise.all([startRealGateway({ release: openclaw }), startRealGateway({ release: clawdbot })]);
  gateways = { openclaw: first, clawdbot: second };
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") failed ??= task.name;
});

afterAll(() => Promise.all(Object.values(gateways).map((gateway) => gateway.stop(failed))));

const fileOf = ({ configPath }: RealGateway): string => readFileSync(configPath, "utf8");
const documentOf = (gateway: RealGateway): ConfigDocument => storedAs(JSON.parse(fileOf(gateway)) as ConfigDocument, gateway.release);

function apply(gateway: RealGateway, wanted: ConfigDocument, more: Partial<ConfigChange> = {}, told = new Told()): Promise<ConfigProof> {
  const { endpoint, token, release } = gateway;
  const change: ConfigChange = { bot: "alice", release, wanted: storedAs(wanted, release), secretPaths: [], unmanaged: [], environment: [], sealed: {}, onlyAdds: false, mayWrite: () => undefined, ...more };
  return applyConfig((deadline) => connectGateway({ endpoint, token, device, scopes: ["operator.admin"], deadline, patience: "startup" }), change, told, Deadline.after(120_000, "the test"));
}

describe.each<[line: string, release: GatewayRelease, minimal: ConfigDocument]>([
  ["openclaw", openclaw, minimalConfig as ConfigDocument],
  ["clawdbot", clawdbot, minimalClawdbotConfig as ConfigDocument],
])("a real %s", (line, release, minimal) => {
  const small: ConfigDocument = { ...minimal, messages: { responsePrefix: "p".repeat(300) } };
  const full: ConfigDocument = { ...small, agents: { defaults: { workspace: (minimal["agents"] as { defaults: { workspace: string } }).defaults.workspace, models } } };
  const half: ConfigDocument = { ...full, agents: { defaults: { models: Object.fromEntries(Object.entries(models).slice(0, 36)) } } };
  const gateway = (): RealGateway => gateways[line] as RealGateway;

  it("takes a full document, and the same one again is no write", async () => {
    await apply(gateway(), full);
    expect(documentOf(gateway())).toEqual(storedAs(full, release));
    const before = fileOf(gateway());
    const told = new Told();
    expect(await apply(gateway(), full, {}, told)).toMatchObject({ changedPaths: [], restarted: false });
    expect([fileOf(gateway()), told.events]).toEqual([before, []]);
  });

  it.each<[what: string, wanted: ConfigDocument, code: string, planned: readonly string[]]>([
    ["a stub in place of all of it", { gateway: { mode: "local" }, messages: { responsePrefix: "new" } }, "not-planned", ["messages.responsePrefix"]],
    ["40 % of its keys gone", half, "not-planned", ["messages.responsePrefix"]],
    ["gateway.mode gone", { ...full, gateway: { bind: "loopback", auth: { mode: "token" } } }, "not-planned", ["messages.responsePrefix"]],
    ["gateway.mode gone, though planned", { ...full, gateway: { bind: "loopback", auth: { mode: "token" } } }, "loses-mode", ["gateway.mode"]],
    ["the marker of a hidden value as a value", { ...full, messages: { responsePrefix: redactionMarker } }, "redaction-marker", ["messages.responsePrefix"]],
  ])("is not written to with %s", async (_what, wanted, code, planned) => {
    const before = fileOf(gateway());
    const told = new Told();
    await expect(apply(gateway(), wanted, { planned }, told)).rejects.toMatchObject({ code });
    expect([fileOf(gateway()), told.events]).toEqual([before, []]);
  });

  it("gets a fraction of its size, and grows again; each is proven, and each again is no write", async () => {
    const bytes = fileOf(gateway()).length;
    for (const [wanted, told] of [[small, new Told()], [full, new Told()]] as const) {
      await apply(gateway(), wanted, { planned: ["agents.defaults.models"] }, told);
      expect(told.events).toEqual(["intent", "live"]);
      expect(documentOf(gateway())).toEqual(storedAs(wanted, release));
      expect(fileOf(gateway())).not.toContain("padding");
      if (wanted === small) expect(fileOf(gateway()).length).toBeLessThan(bytes / 3);
      const before = fileOf(gateway());
      await apply(gateway(), wanted);
      expect(fileOf(gateway())).toBe(before);
    }
  });
});

it("an OpenClaw becomes smaller in steps, all of it in one process", () => {
  const { log } = gateways["openclaw"] as RealGateway;
  expect(log()).toContain("evaluating reload (wizard.lastRunCommand");
  expect(log()).not.toMatch(/SIGUSR|restarting/);
});

it("a Clawdbot restarts once for a change, and is proven after it", async () => {
  const gateway = gateways["clawdbot"] as RealGateway;
  const restarts = (): number => gateway.log().match(/received SIGUSR1; restarting/g)?.length ?? 0;
  const before = restarts();
  const wanted = { ...documentOf(gateway), messages: { responsePrefix: "one restart" } };
  expect(await apply(gateway, wanted, { planned: ["messages.responsePrefix"] })).toMatchObject({ restarted: true, changedPaths: ["messages.responsePrefix"] });
  // The watcher of its file would have restarted it a second time by then.
  await new Promise((later) => setTimeout(later, 3_000));
  expect(restarts()).toBe(before + 1);
  expect(documentOf(gateway)).toEqual(wanted);
});
