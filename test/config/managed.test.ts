import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { managedKeys, render } from "../../sdk/config";
import { documents } from "./documents";
import { FakeOutput } from "./fakeOutput";

const rendered = (config: unknown): unknown => render([{ name: "bot alice: overlay", config }]);

describe("render", () => {
  it("adds the managed keys, and takes none of them from a machine: only placeholders", () => {
    expect(render([])).toEqual({
      gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
      agents: { defaults: { workspace: "${OPENCLAW_STATE_DIR}/workspace" } },
      logging: { file: "${OPENCLAW_STATE_DIR}/gateway.log" },
    });
  });

  it("leaves out what a bot stamps into its file, so that a copied openclaw.json is a layer", () => {
    expect(rendered({ meta: { lastTouchedVersion: "2026.9.6" }, wizard: { lastRunAt: "2026-01-01" }, tools: { profile: "minimal" } })).toEqual({ ...managedKeys, tools: { profile: "minimal" } });
  });

  it("keeps what a layer sets beside them", () => {
    expect(rendered({ gateway: { auth: { rateLimit: { maxAttempts: 3 } } }, logging: { level: "info" } })).toMatchObject({
      gateway: { bind: "loopback", auth: { mode: "token", rateLimit: { maxAttempts: 3 } } },
      logging: { level: "info", file: managedKeys["logging"] && "${OPENCLAW_STATE_DIR}/gateway.log" },
    });
  });

  it("is the same every time, and any layers leave the managed keys as they are", () => {
    fc.assert(
      fc.property(fc.array(documents, { maxLength: 3 }), (configs) => {
        const layers = configs.map((config, at) => ({ name: String(at), config }));
        expect(render(layers)).toStrictEqual(render(layers));
        expect(render(layers)).toMatchObject(managedKeys);
      }),
    );
  });

  it("lets a layer delete what a layer below it set at a managed key's parent", () => {
    expect(rendered({ gateway: null, logging: { file: null } })).toEqual(render([]));
  });
});

describe("a managed key in a layer is refused, with the way on", () => {
  it.each([
    [{ gateway: { mode: "remote" } }, "bot alice: overlay: gateway.mode is managed by Molthub: Molthub sets it; remove it"],
    [{ gateway: { bind: "lan" } }, "bot alice: overlay: gateway.bind is managed by Molthub: Molthub binds to loopback and reaches the bot from its own machine; remove it"],
    [{ gateway: { port: 18789 } }, "bot alice: overlay: gateway.port is managed by Molthub: set the bot's `port:` instead"],
    [{ gateway: { auth: { mode: "none" } } }, "bot alice: overlay: gateway.auth.mode is managed by Molthub: Molthub sets it; remove it"],
    [{ gateway: { auth: { token: "t0ps3cret" } } }, "bot alice: overlay: gateway.auth.token is managed by Molthub: Molthub makes and keeps the token; remove it"],
    [{ gateway: { auth: { password: "t0ps3cret" } } }, "bot alice: overlay: gateway.auth.password is managed by Molthub: Molthub connects by token; remove it"],
    [{ agents: { defaults: { workspace: "/srv" } } }, "bot alice: overlay: agents.defaults.workspace is managed by Molthub: every bot has its own workspace in its state directory; remove it"],
    [{ logging: { file: "/var/log/x" } }, "bot alice: overlay: logging.file is managed by Molthub: every bot logs to its own state directory; remove it"],
  ])("%j", (config, message) => {
    expect(() => rendered(config)).toThrow(expect.objectContaining({ code: "managed-key", message }));
  });

  it("also when its value is an Output, and in every layer", () => {
    expect(() => rendered({ gateway: { bind: new FakeOutput("x") } })).toThrow("gateway.bind is managed by Molthub");
    const below = { name: "bot alice: template", config: { gateway: { bind: "lan" } } };
    expect(() => render([below, { name: "bot alice: overlay", config: { gateway: { bind: null } } }])).toThrow("bot alice: template: gateway.bind");
  });

  it.each([
    [{ gateway: new FakeOutput("x") }, "gateway"],
    [{ gateway: { auth: "none" } }, "gateway.auth"],
    [{ agents: { defaults: [] } }, "agents.defaults"],
    [{ logging: true }, "logging"],
  ])("a value in the place of what holds managed keys is not lost without a word: %j", (config, path) => {
    expect(() => rendered(config)).toThrow(expect.objectContaining({ code: "managed-key", message: `bot alice: overlay: ${path} holds keys that Molthub manages: it must be an object` }));
  });
});
