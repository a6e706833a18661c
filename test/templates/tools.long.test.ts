import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { LayerInput } from "../../components";
import { Deadline } from "../../sdk/deadline";
import { installGateway, writePrivateFile } from "../../sdk/hosts/local";
import { startRealGateway, type RealGateway } from "../gateways/realGateway";
import { askCli, offline } from "./gatewayCli";
import { documentOf, openclaw, type TemplateName } from "./rendered";

// Which tools a running OpenClaw 2026.9.6 gives a bot. Allowing is not the same as having: `group:memory` allows, and brings, nothing.

const sessionKey = "agent:main:tools";
let gateway: RealGateway;
let failed: string | undefined;

beforeAll(async () => {
  gateway = await startRealGateway({ config: documentOf("assistant", openclaw), env: offline });
  await call("sessions.create", { key: sessionKey });
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") failed ??= task.name;
});

afterAll(() => gateway?.stop(failed));

async function call(method: string, params: object): Promise<unknown> {
  const { stateDir, configPath, token, endpoint } = gateway;
  const env = { HOME: stateDir, OPENCLAW_STATE_DIR: stateDir, OPENCLAW_CONFIG_PATH: configPath, OPENCLAW_GATEWAY_TOKEN: token, OPENCLAW_GATEWAY_PORT: new URL(endpoint.address).port };
  return askCli(await installGateway(openclaw, () => undefined), env, ["gateway", "call", method, "--params", JSON.stringify(params)]);
}

async function currentTools(): Promise<string[]> {
  const { groups } = (await call("tools.effective", { sessionKey })) as { groups: { tools: { id: string }[] }[] };
  return groups.flatMap(({ tools }) => tools.map(({ id }) => id)).sort();
}

const notes = ["memory_get", "memory_search", "session_status"];
const files = ["apply_patch", "edit", "ls", "read", "write"];

it.each<[TemplateName, LayerInput, string[]]>([
  ["assistant", {}, [...files, ...notes]],
  ["ops", {}, [...files, ...notes, "exec", "process"]],
  ["slackSupport", {}, notes],
  ["assistant", { append: { "tools.allow": ["group:web"] } }, [...files, ...notes, "web_fetch", "web_search"]],
])("%s with %j: %j", async (name, profile, tools) => {
  const wanted = [...tools].sort();
  writePrivateFile(gateway.configPath, JSON.stringify(documentOf(name, openclaw, profile)));
  const deadline = Deadline.after(60_000, `the tools of ${name}`);
  let current = await currentTools();
  // A Gateway reads its file a moment after it was written.
  while (!deadline.expired && current.join() !== wanted.join()) current = await currentTools();
  expect(current).toEqual(wanted);
});
