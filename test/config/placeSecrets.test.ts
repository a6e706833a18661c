import { describe, expect, it } from "vitest";
import { ConfigSchema, placeSecrets, type OpenDocument, type PlacedDocument, type SecretPlaces } from "../../sdk/config";
import { SecretReference } from "../../sdk/secrets";

const openclaw = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });
const clawdbot = ConfigSchema.of({ package: "clawdbot", version: "2026.1.24-3" });
const hosted: SecretPlaces = { hosted: true, environment: [] };
const external: SecretPlaces = { hosted: false, environment: [] };
const vault = SecretReference.parse("vault:kv/{bot}/x#token");
const env = SecretReference.parse("env:API_KEY");

const place = (document: OpenDocument, places: SecretPlaces = hosted, schema = openclaw): PlacedDocument => placeSecrets("alice", document, schema, places);
const stored = (id: string): object => ({ source: "store", provider: "default", id });

describe("a bot gets a secret", () => {
  it("by its store, where its Gateway takes a reference; the reference names the bot", () => {
    const { document, store, environment, literal } = place({ channels: { telegram: { botToken: vault, dmPolicy: "open" } } });
    expect(document).toEqual({ channels: { telegram: { botToken: stored("CHANNELS_TELEGRAM_BOT_TOKEN"), dmPolicy: "open" } } });
    expect(store).toEqual([{ name: "CHANNELS_TELEGRAM_BOT_TOKEN", path: ["channels", "telegram", "botToken"], reference: expect.objectContaining({ from: "vault:kv/alice/x#token" }) as unknown }]);
    expect([environment, literal]).toEqual([[], []]);
  });

  it("by its environment, what secret.env names; of another's host, when that has it", () => {
    const document = { models: { providers: { anthropic: { apiKey: env } } } };
    expect(place(document)).toMatchObject({ document: { models: { providers: { anthropic: { apiKey: "${API_KEY}" } } } }, environment: [{ name: "API_KEY" }], store: [] });
    expect(place(document, { hosted: false, environment: ["API_KEY"] })).toMatchObject({ document: { models: { providers: { anthropic: { apiKey: "${API_KEY}" } } } }, environment: [], store: [] });
    expect(place(document, external)).toMatchObject({ environment: [], store: [{ name: "MODELS_PROVIDERS_ANTHROPIC_API_KEY" }] });
  });

  it("by the environment of a bot that is hosted, where its Gateway takes no reference", () => {
    const { document, environment } = place({ hooks: { token: vault } });
    expect(document).toEqual({ hooks: { token: "${SECRET_HOOKS_TOKEN}" } });
    expect(environment).toMatchObject([{ name: "SECRET_HOOKS_TOKEN", reference: { from: "vault:kv/alice/x#token" } }]);
  });

  it("by its config file, a value that the program has and no other place is for", () => {
    const { document, literal } = place({ hooks: { token: SecretReference.ofValue("VALUE") } }, external);
    expect([document, literal.length]).toEqual([{ hooks: { token: "VALUE" } }, 1]);
    expect(place({ channels: { slack: { botToken: SecretReference.ofValue("VALUE") } } }, external, clawdbot).document).toEqual({ channels: { slack: { botToken: "VALUE" } } });
  });

  it("not at all by a way that is not safe, and the ways there are are told", () => {
    expect(() => place({ channels: { telegram: { botToken: vault } } }, external, clawdbot)).toThrow(
      'bot alice: channels.telegram.botToken: secret vault:kv/alice/x#token: clawdbot keeps this value in its config file only, and Molthub does not host the bot. Use secret.env("NAME") with a variable that its host gives to the bot, named in `target: { external: { env: [...] } }`, or secret.value(...), which stands in that file.',
    );
    expect(() => place({ channels: { telegram: { botToken: env } } }, external, clawdbot)).toThrow("Name API_KEY in `target: { external: { env: [...] } }` if its host gives it to the bot");
  });

  it("never for the Gateway's own token by the store: one that cannot get it does not start", () => {
    expect(place({ gateway: { auth: { token: SecretReference.ofValue("VALUE") } } }, external)).toMatchObject({ store: [], literal: [{ path: ["gateway", "auth", "token"] }] });
  });

  it("under a name of its own for every path, which a store takes", () => {
    const keys = ["a", "A", "my.proxy", "my_proxy", "my-proxy", "9", "x".repeat(120), `${"x".repeat(120)}y`];
    const { store } = place({ models: { providers: Object.fromEntries(keys.map((key) => [key, { apiKey: vault }])) } });
    expect(new Set(store.map(({ name }) => name)).size).toBe(keys.length);
    for (const { name } of store) expect(`${name}__0A1B2C3D`).toMatch(/^[A-Z][A-Z0-9_]{0,127}$/);
  });
});
