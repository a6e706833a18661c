import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { managedKeysOf, render, type Layer } from "../../sdk/config";
import { documents } from "./documents";
import { FakeOutput } from "./fakeOutput";
import { renderedBot } from "./renderedBot";

const overlay = (layer: Omit<Layer, "name">): unknown => render([{ name: "bot alice: overlay", ...layer }], renderedBot());
const rendered = (config: unknown): unknown => overlay({ config });
const managedKeys = managedKeysOf("openclaw");

describe("the managed keys", () => {
  it("take nothing from a machine: only placeholders", () => {
    expect(render([], renderedBot())).toEqual({
      gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
      agents: { defaults: { workspace: "${OPENCLAW_STATE_DIR}/workspace" } },
      logging: { file: "${OPENCLAW_STATE_DIR}/gateway.log" },
    });
  });

  it("name the state directory as the product line does", () => {
    expect(render([], renderedBot({ release: { package: "clawdbot", version: "2026.1.24-3" } }))).toMatchObject({
      agents: { defaults: { workspace: "${CLAWDBOT_STATE_DIR}/workspace" } },
      logging: { file: "${CLAWDBOT_STATE_DIR}/gateway.log" },
    });
  });

  it("lie over what a layer sets beside them", () => {
    expect(rendered({ gateway: { auth: { rateLimit: { maxAttempts: 3 } } }, logging: { level: "info" } })).toMatchObject({
      gateway: { bind: "loopback", auth: { mode: "token", rateLimit: { maxAttempts: 3 } } },
      logging: { level: "info", file: "${OPENCLAW_STATE_DIR}/gateway.log" },
    });
  });

  it("are there whatever the layers", () => {
    fc.assert(fc.property(fc.array(documents, { maxLength: 3 }), (configs) => {
      expect(render(configs.map((config, at) => ({ name: String(at), config })), renderedBot())).toMatchObject(managedKeys);
    }));
  });

  it("come back where a layer deletes them or what holds them", () => {
    expect(rendered({ gateway: null, logging: { file: null } })).toEqual(managedKeys);
  });

  it("need no lock, and no lock is in their way", () => {
    expect(overlay({ config: {}, locked: ["gateway", "logging.file", "<root>"] })).toEqual(managedKeys);
  });

  it("are the user's on a gateway that something else runs", () => {
    const config = { gateway: { bind: "lan", port: 18789, auth: { token: "${TOKEN}" } } };
    const layer: Layer = { name: "template", config, append: { "logging.file": ["x"] } };
    expect(render([layer], renderedBot({ managed: false }))).toEqual({ ...config, logging: { file: ["x"] } });
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
    expect(() => render([below, { name: "bot alice: overlay", config: { gateway: { bind: null } } }], renderedBot())).toThrow("bot alice: template: gateway.bind");
  });

  it.each([
    [{ gateway: new FakeOutput("x") }, "gateway"],
    [{ gateway: { auth: "none" } }, "gateway.auth"],
    [{ agents: { defaults: [] } }, "agents.defaults"],
    [{ logging: true }, "logging"],
  ])("a value in the place of what holds managed keys is not lost without a word: %j", (config, path) => {
    expect(() => rendered(config)).toThrow(expect.objectContaining({ code: "managed-key", message: `bot alice: overlay: ${path} holds keys that Molthub manages: it must be an object` }));
  });

  it.each([
    ["gateway.bind", "gateway.bind is managed by Molthub: Molthub binds to loopback and reaches the bot from its own machine; remove it"],
    ["gateway.auth.token.deep", "gateway.auth.token is managed by Molthub: Molthub makes and keeps the token; remove it"],
    ["gateway", "gateway holds keys that Molthub manages: it must be an object"],
    ["agents.defaults", "agents.defaults holds keys that Molthub manages: it must be an object"],
    ["<root>", "<root> holds keys that Molthub manages: it must be an object"],
  ])("nor can it be reached by append: %s", (path, message) => {
    for (const items of [["x"], []]) {
      expect(() => overlay({ config: {}, append: { [path]: items } })).toThrow(expect.objectContaining({ code: "managed-key", message: `bot alice: overlay: append: ${message}` }));
    }
  });

  it("while what is beside one may be appended to", () => {
    expect(overlay({ config: {}, append: { "gateway.trustedProxies": ["10.0.0.1"], "gateway.auth.tokens": ["x"] } })).toMatchObject({ gateway: { trustedProxies: ["10.0.0.1"], auth: { tokens: ["x"] } } });
  });

  it("and a layer that is not for the bot may hold what it likes", () => {
    expect(overlay({ config: { gateway: { bind: "lan" } }, selector: { matchLabels: { region: "eu" } } })).toEqual(managedKeys);
  });
});
