import { beforeAll, describe, expect, it } from "vitest";
import { redactionMarker, type ConfigDocument } from "../../../sdk/config";
import { documentWith, firstDocument, provider } from "./documents";
import { refusal, type Subject } from "./subject";

/** What becomes of a write that a gateway takes. */
export function writing(subject: Subject): void {
  beforeAll(() => subject.renew());
  const { line } = subject;

  it("a document that is applied stands in the file, with stamps and what the line adds", async () => {
    const document = documentWith(line, { messages: { responsePrefix: "${HOME}" } });
    await subject.apply(document);
    expect(await subject.document()).toEqual(line === "openclaw" ? document : { ...document, ...addedByClawdbot(document) });
    const text = subject.gateway.file() ?? "";
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    expect(JSON.parse(text)).toMatchObject({ meta: { lastTouchedVersion: subject.gateway.release.version } });
  });

  it("an invalid file is told, and a document that is applied with its hash heals it; a patch does not", async () => {
    const document = await subject.document();
    for (const text of ["{ no JSON5", JSON.stringify({ ...document, zork: 1 })]) {
      subject.gateway.editText(text);
      await expect.poll(async () => (await subject.read()).valid, { timeout: 15_000 }).toBe(false);
      const broken = await subject.read();
      expect(broken).toMatchObject({ exists: true, issues: [{ path: "", message: expect.any(String) as string }] });
      if (line === "openclaw") expect([broken.parsed, broken.configRevisionHash]).toEqual([null, null]);
      expect((await refusal(subject.patch({ messages: { responsePrefix: "x" } }))).code).toBe("invalid-config");
      await subject.apply(document);
      expect(await subject.read()).toMatchObject({ valid: true });
      expect(await subject.document()).toEqual(document);
    }
  });

  if (line === "clawdbot") {
    it("a patch writes the values of placeholders into the file", async () => {
      await subject.apply(documentWith(line, { messages: { responsePrefix: "${HOME}" } }));
      const client = await subject.client();
      await client.call("config.patch", { raw: `{"ui":{"seamColor":"#ffffff"}}`, baseHash: (await subject.read()).hash, restartDelayMs: 0 });
      await subject.reconnect();
      const { messages } = (await subject.document()) as { messages: ConfigDocument };
      expect(messages["responsePrefix"]).toMatch(/^\//);
      expect(messages["ackReactionScope"]).toBe("group-mentions");
    });

    it("the channel whose plugin nobody enabled is enabled, and placeholders are gone for it", async () => {
      const models = { providers: { one: provider("${HOME}") } };
      await subject.apply(documentWith(line, { models, channels: { telegram: { botToken: "${HOME}" } }, plugins: { entries: { telegram: { enabled: true } } } }));
      expect(subject.gateway.file()).toContain('"apiKey": "${HOME}"');
      await subject.apply(documentWith(line, { models, channels: { telegram: { botToken: "${HOME}" } }, plugins: {} }));
      expect(await subject.document()).toMatchObject({ plugins: { entries: { telegram: { enabled: true } } }, models: { providers: { one: { apiKey: expect.stringMatching(/^\//) as string } } } });
      await subject.apply(firstDocument(line));
    });
    return;
  }

  it("a hot patch is live when it is answered, in the same process, and told to everybody", async () => {
    await subject.apply(firstDocument(line));
    const client = await subject.client();
    let told = 0;
    const stop = client.on("config.changed", () => told++);
    const answer = await subject.patch({ messages: { responsePrefix: "hot" } });
    stop();
    const after = await subject.read();
    expect(answer).toMatchObject({ changedPaths: ["messages.responsePrefix"], hash: after.hash, sentinel: { payload: { stats: { requiresRestart: false } } } });
    expect(after.appliedConfigHash).toBe(after.configRevisionHash);
    expect(told).toBeGreaterThan(0);
    expect(client.closed).toBeUndefined();
  });

  it("a patch that changes nothing needs no hash, and writes nothing", async () => {
    const before = subject.gateway.file();
    const client = await subject.client();
    const answer = await client.call("config.patch", { raw: `{"messages":{"responsePrefix":"hot","zork":null}}` });
    expect(answer).toMatchObject({ noop: true, changedPaths: [] });
    expect(answer.hash).toBeUndefined();
    expect(subject.gateway.file()).toBe(before);
  });

  it("null takes a key away, and leaves what held it", async () => {
    await subject.patch({ messages: { responsePrefix: null } });
    expect(await subject.document()).toMatchObject({ messages: {} });
  });

  describe("lists", () => {
    beforeAll(async () => {
      await subject.apply(documentWith(line, { tools: { deny: ["exec", "browser"] }, models: { providers: { one: provider("sk-contract-literal", "a", "b") } } }));
    });

    it("grow without being named, and shrink where they are", async () => {
      await subject.patch({ tools: { deny: ["exec", "canvas", "browser"] } });
      expect(await subject.document()).toMatchObject({ tools: { deny: ["exec", "canvas", "browser"] } });
      await subject.patch({ tools: { deny: ["exec"] } }, { replacePaths: ["tools.deny"] });
      expect(await subject.document()).toMatchObject({ tools: { deny: ["exec"] } });
    });

    it("of items with an id merge by id, and are replaced where they are named", async () => {
      const path = ["models", "providers", "one", "models"];
      const modelsOf = (document: ConfigDocument): unknown => path.reduce<unknown>((value, key) => (value as ConfigDocument)[key], document);
      await subject.patch({ models: { providers: { one: { models: [{ id: "b", name: "New" }, { id: "c", name: "C" }] } } } });
      expect(modelsOf(await subject.document())).toEqual([{ id: "a", name: "A" }, { id: "b", name: "New" }, { id: "c", name: "C" }]);
      await subject.patch({ models: { providers: { one: { models: [{ id: "c", name: "C" }] } } } }, { replacePaths: [path.join(".")] });
      expect(modelsOf(await subject.document())).toEqual([{ id: "c", name: "C" }]);
    });

    it("the marker keeps the secret that is stored, also in a document that is applied", async () => {
      await subject.patch({ models: { providers: { one: { apiKey: redactionMarker } } }, ui: { seamColor: "#ffffff" } });
      expect(subject.gateway.file()).toContain("sk-contract-literal");
      await subject.apply(await subject.document());
      expect(subject.gateway.file()).toContain("sk-contract-literal");
      expect(await subject.patch({ models: { providers: { one: { apiKey: "sk-contract-literal" } } } })).toMatchObject({ noop: true });
    });
  });

  it("a part without its secret is told with the answer, and in status", async () => {
    const owner = { ownerKind: "provider", ownerId: "one", paths: ["models.providers.one.apiKey"], reason: expect.any(String) as string };
    for (const key of ["${CONTRACT_UNSET}", { source: "env", provider: "default", id: "CONTRACT_UNSET" }, { source: "store", provider: "default", id: "CONTRACT_UNSET" }]) {
      expect((await subject.patch({ models: { providers: { one: { apiKey: key } } } })).degradedSecretOwners).toEqual([owner]);
      expect((await (await subject.client()).call("status", {})).degradedSecretOwners).toEqual([owner]);
    }
    const connection = await subject.client();
    await connection.call("secrets.store.set" as "health", { name: "CONTRACT_UNSET", kind: "secret", value: "a secret" } as object).catch(() => undefined);
    await expect.poll(async () => (await connection.call("status", {})).degradedSecretOwners, { timeout: 15_000 }).toEqual([]);
    // A placeholder where no secret belongs is nobody's want.
    expect((await subject.patch({ messages: { responsePrefix: "${CONTRACT_UNSET}" } })).degradedSecretOwners).toBeUndefined();
  });

  it("with the first agent beside the only one, that one is given what was nobody's", async () => {
    await subject.apply(firstDocument(line));
    await subject.apply(withAgents({ main: { name: "Main" } }));
    expect(await subject.document()).toEqual(withAgents({ main: { name: "Main" } }));
    await subject.patch({ agents: { ownership: "explicit", entries: { other: {} } } });
    const document = (await subject.document()) as { agents: { entries: { main: { workspace: string } }; defaults: ConfigDocument }; talk: ConfigDocument };
    expect(document.agents.entries).toEqual({ main: { name: "Main", workspace: expect.stringMatching(/workspace$/) as string }, other: {} });
    expect(document.agents.entries.main.workspace).not.toContain("${");
    expect([document.agents.defaults["systemAgent"], document.talk]).toEqual([{ agentId: "main" }, { agentId: "main" }]);
    // Only then: a document without it takes it away again.
    const plain = withAgents({ main: { name: "Main" }, other: {} }, { ownership: "explicit" });
    await subject.apply(plain);
    expect(await subject.document()).toEqual(plain);
  });

  it("an agent that is there without being named does not come into the file by being named", async () => {
    await subject.apply(firstDocument(line));
    await subject.apply(withAgents({ main: {} }));
    expect(await subject.document()).toEqual(firstDocument(line));
  });

  it("the last word on agents may be taken away by a document without any, but not by a patch", async () => {
    await subject.apply(withAgents({ main: {}, other: {} }, { ownership: "explicit" }));
    expect((await refusal(subject.patch({ agents: { entries: null } }))).issues).toMatchObject([{ path: "agents.entries" }]);
    expect((await refusal(subject.apply(withAgents({ main: {} })))).message).toContain("would drop agent roster entries without an explicit deletion: other.");
    await subject.apply(firstDocument(line));
    expect(await subject.document()).toEqual(firstDocument(line));
  });

  it("with the first agent beside the only one, channels that are nobody's are bound to that one", async () => {
    const channels = { telegram: { botToken: "1234567:contract" }, whatsapp: { enabled: false } };
    await subject.apply({ ...firstDocument(line), channels });
    await subject.patch({ agents: { ownership: "explicit", entries: { other: {} } } });
    expect((await subject.document())["bindings"]).toEqual([{ agentId: "main", match: { channel: "telegram", accountId: "*" } }]);
    await subject.apply(firstDocument(line));
  });

  it("a file that was not there needs no hash to be applied, but one to be patched", async () => {
    subject.gateway.editText(undefined);
    await expect.poll(async () => (await subject.read()).exists, { timeout: 15_000 }).toBe(false);
    expect(await subject.read()).toMatchObject({ valid: true, parsed: {} });
    const client = await subject.client();
    expect((await refusal(client.call("config.patch", { raw: JSON.stringify(firstDocument(line)) }))).code).toBe("base-hash-required");
    await client.call("config.apply", { raw: JSON.stringify(firstDocument(line)) });
    await expect.poll(async () => isApplied(await subject.read()), { timeout: 15_000 }).toBe(true);
    const words = { config: { sessionCatalog: { enabled: false } } };
    expect(await subject.document()).toEqual({ ...firstDocument(line), plugins: { entries: { anthropic: words, codex: words } } });
    expect(client.closed).toBeUndefined();
  });
}

export function isApplied({ configRevisionHash, appliedConfigHash }: { readonly configRevisionHash?: string | null; readonly appliedConfigHash?: string | null }): boolean {
  return configRevisionHash !== null && configRevisionHash === appliedConfigHash;
}

function withAgents(entries: ConfigDocument, more: ConfigDocument = {}): ConfigDocument {
  const document = firstDocument("openclaw");
  return { ...document, agents: { ...(document["agents"] as ConfigDocument), ...more, entries } };
}

function addedByClawdbot(document: ConfigDocument): ConfigDocument {
  const { defaults } = document["agents"] as { defaults: ConfigDocument };
  return { agents: { defaults: { ...defaults, maxConcurrent: 4, subagents: { maxConcurrent: 8 } } }, commands: { native: "auto", nativeSkills: "auto" } };
}
