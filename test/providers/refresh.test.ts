import { afterEach, describe, expect, it } from "vitest";
import { redactionMarker, type ConfigDocument } from "../../sdk/config";
import { gatewayConfig } from "../../sdk/providers/gatewayConfig";
import { startFakeGateway, type FakeGateway } from "../gateway/fakeGateway";
import { configInputs, configOutputs, document, unfenced } from "./bots";

let gateway: FakeGateway | undefined;

afterEach(() => gateway?.stop());

const handler = gatewayConfig(unfenced(), () => undefined);

/** Reads a bot whose live config is this, as refresh does. */
async function refreshed(live: ConfigDocument | null, { applied = "r", degraded = [] as object[], unmanaged = [] as string[] } = {}): Promise<{ props: Record<string, unknown>; inputs: Record<string, unknown> | undefined; changes: boolean }> {
  gateway = await startFakeGateway({
    call: (peer, request) => {
      if (request.method === "status") {
        peer.ok(request, { runtimeVersion: "2026.9.6", degradedSecretOwners: degraded });
        return;
      }
      const parsed = live === null ? null : { ...live, meta: { lastTouchedVersion: "2026.9.6" } };
      peer.ok(request, { path: "/x", exists: true, valid: live !== null, issues: [], parsed, hash: "h", configRevisionHash: "r", appliedConfigHash: applied });
    },
  });
  const wanted = { ...configInputs(gateway.endpoint), ...(unmanaged.length > 0 && { unmanaged }) };
  const { id, props, inputs } = await handler.read("alice", configOutputs(wanted));
  expect(id).toBe("alice");
  return { props, inputs, changes: handler.diff("alice", props, wanted).changes };
}

const withToken = (botToken: string): ConfigDocument => ({ ...document, channels: { telegram: { botToken } } });

describe("refresh of a GatewayConfig", () => {
  it.each([
    ["shows its secrets", document],
    ["redacts them", withToken(redactionMarker)],
  ])("sees no change where nothing changed, whether the bot %s", async (_how, live) => {
    const { props, inputs, changes } = await refreshed(live);
    expect(changes).toBe(false);
    expect(props).toMatchObject({ observed: "complete" });
    expect(props).not.toHaveProperty("document");
    expect(inputs?.["document"]).toEqual(document);
    expect(inputs?.["impact"]).toEqual({ class: "unchanged" });
  });

  it("asks and writes nothing", async () => {
    await refreshed(document);
    expect(gateway?.requests.map(({ method }) => method)).toEqual(["connect", "config.get", "status"]);
    expect(gateway?.requests[0]?.params["scopes"]).toEqual(["operator.read"]);
  });

  it("shows a drift as an ordinary difference of the document", async () => {
    const { inputs, changes } = await refreshed({ ...document, messages: { responsePrefix: "changed by hand" } });
    expect(changes).toBe(true);
    expect(inputs?.["document"]).toMatchObject({ messages: { responsePrefix: "changed by hand" } });
  });

  it("sees that a secret was changed by hand, and tells neither of the two", async () => {
    const { props, inputs, changes } = await refreshed(withToken("HAND-MARKER-2"));
    expect(changes).toBe(true);
    expect(inputs?.["document"]).toMatchObject({ channels: { telegram: { botToken: expect.stringMatching(/^hidden:[0-9a-f]{32}$/) as string } } });
    expect(JSON.stringify([props, inputs])).not.toContain("HAND-MARKER-2");
  });

  it("tells no secret that somebody else put into the live config", async () => {
    const { props, inputs, changes } = await refreshed({ ...document, models: { providers: { x: { apiKey: "HAND-MARKER-3" } } }, tools: { deny: ["sk-live-HAND-MARKER-4"] } });
    expect(changes).toBe(true);
    expect(JSON.stringify([props, inputs])).not.toMatch(/HAND-MARKER/);
  });

  it("sees no drift in what is the bot's own, and tells nothing of it", async () => {
    const own = { agents: { entries: { main: { identity: { name: "HAND-MARKER-5" } } } }, ui: { seamColor: "HAND-MARKER-6" } };
    const { props, inputs, changes } = await refreshed({ ...document, ...own }, { unmanaged: ["agents.entries.*.identity", "ui"] });
    expect(changes).toBe(false);
    expect(inputs).toMatchObject({ unmanaged: ["agents.entries.*.identity", "ui"] });
    expect(inputs?.["document"]).toEqual(document);
    expect(JSON.stringify([props, inputs])).not.toMatch(/HAND-MARKER/);
  });

  it.each([
    ["has not taken its config into use", { applied: "another" }],
    ["lacks a secret", { degraded: [{ ownerKind: "account", ownerId: "telegram:default", paths: ["channels.telegram.botToken"], reason: "not found" }] }],
  ])("lets the next update look again at a bot that %s", async (_what, seen) => {
    const { props, changes } = await refreshed(document, seen);
    expect(props).toMatchObject({ observed: "incomplete" });
    expect(changes).toBe(true);
  });

  it("takes an invalid file for a change, and lets the next update write it anew", async () => {
    const { props, inputs, changes } = await refreshed(null);
    expect(changes).toBe(true);
    expect(props).toMatchObject({ digest: "invalid", observed: "complete" });
    expect(inputs).toBeUndefined();
  });
});
