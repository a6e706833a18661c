import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { redactionMarker } from "../../../sdk/config";
import { documentWith, firstDocument, provider } from "./documents";
import { refusal, type Subject } from "./subject";

/** What a gateway does not write, and how it says so. Nothing is written by any of this. */
export function refusing(subject: Subject): void {
  const { line } = subject;
  let before: string | undefined;

  beforeAll(async () => {
    await subject.renew();
    await subject.apply(documentWith(line, { tools: { deny: ["exec", "browser"] }, models: { providers: { one: provider("sk-contract-literal", "a", "b") } } }));
  });
  beforeEach(() => {
    before = subject.gateway.file();
  });
  afterEach(() => {
    expect(subject.gateway.file()).toBe(before);
  });

  it("a write without a hash", async () => {
    const client = await subject.client();
    expect(await refusal(client.call("config.apply", { raw: "{}" }))).toMatchObject({ code: "base-hash-required", gatewayCode: "INVALID_REQUEST", retryable: false });
    expect((await refusal(client.call("config.patch", { raw: `{"ui":{"seamColor":"#ffffff"}}` }))).code).toBe("base-hash-required");
  });

  it("a write with another hash than the file's, whatever else is wrong with it", async () => {
    const more = { baseHash: "of another file" };
    expect(await refusal(subject.apply("{", more))).toMatchObject({ code: "stale-hash", gatewayCode: "INVALID_REQUEST", retryable: false });
    expect((await refusal(subject.patch({ zork: 1 }, more))).code).toBe("stale-hash");
  });

  it.each([
    ["an unknown key", { gateway: { zork: 1 } }, { path: "gateway", message: 'Unrecognized key: "zork"' }],
    ["unknown keys", { zork: 1, zark: 2 }, { path: "", message: 'Unrecognized keys: "zork", "zark"' }],
    ["a value of another type", { messages: { responsePrefix: 5 } }, { path: "messages.responsePrefix", message: "Invalid input: expected string, received number" }],
    ["an object in place of a list", { skills: { allowBundled: {} } }, { path: "skills.allowBundled", message: "Invalid input: expected array, received object" }],
    ["a value out of its list", { gateway: { bind: "sk-contract-literal" } }, { path: "gateway.bind", message: expect.stringMatching(/^Invalid input/) as string }],
    ["a key that is missing", { models: { providers: { other: { baseUrl: "http://127.0.0.1:9", models: [{ id: "x" }] } } } }, { path: "models.providers.other.models.0.name", message: expect.stringMatching(/^Invalid input/) as string }],
    ["an unknown channel", { channels: { zork: {} } }, { path: "channels.zork", message: expect.any(String) as string }],
  ])("%s, named by its path and not by its value", async (_, patch, issue) => {
    for (const write of [subject.patch(patch), subject.apply(documentWith(line, patch))]) {
      const error = await refusal(write);
      expect(error).toMatchObject({ code: "invalid-config", gatewayCode: "INVALID_REQUEST", retryable: false });
      expect(error.issues).toEqual([issue]);
      expect(JSON.stringify([error.message, error.details])).not.toContain("sk-contract-literal");
    }
  });

  it.each([
    ["no JSON5", "{", "invalid-config"],
    ["no object", "[]", "invalid-request"],
  ])("a patch that is %s", async (_, raw, code) => {
    expect((await refusal(subject.patch(raw))).code).toBe(code);
    expect((await refusal(subject.apply(raw))).code).toBe("invalid-config");
  });

  it("an include in a document that is applied", async () => {
    const error = await refusal(subject.apply(documentWith(line, { agents: { $include: "./agents.json5" } })));
    expect(error.issues).toEqual([{ path: "agents", message: 'Unrecognized key: "$include"' }]);
  });

  it("a parameter that it does not know", async () => {
    const connection = await subject.bareConnection();
    await connection.close();
    const client = await subject.client();
    const params = { raw: "{}", zork: 1 };
    expect(await refusal(client.call("config.patch", params))).toMatchObject({ code: "invalid-request", message: expect.stringContaining("unexpected property 'zork'") as string });
  });

  it("a method that it does not know", async () => {
    const client = await subject.client();
    expect((await refusal(client.call("config.zork" as "health", {}))).code).toBe("unknown-method");
  });

  if (line === "clawdbot") return;

  it("a patch that takes items out of a list, or a list away, without naming it", async () => {
    for (const patch of [{ tools: { deny: ["exec"] } }, { tools: null }, { models: { providers: { one: null } } }]) {
      expect(await refusal(subject.patch(patch))).toMatchObject({ code: "invalid-request", message: expect.stringContaining("would remove entries from array path(s)") as string });
    }
  });

  it("the marker of a secret where there is none", async () => {
    expect((await refusal(subject.patch({ models: { providers: { two: provider(redactionMarker) } } }))).code).toBe("invalid-request");
    expect((await refusal(subject.patch({ messages: { responsePrefix: redactionMarker } }))).code).toBe("invalid-request");
  });

  it("a document that loses gateway.mode, or more than half of its bytes", async () => {
    const rejected = { code: "write-rejected", gatewayCode: "UNAVAILABLE", retryable: false };
    expect(await refusal(subject.patch({ gateway: { mode: null } }))).toMatchObject(rejected);
    const removed = await refusal(subject.apply({ ...firstDocument(line), gateway: {} }));
    expect(removed.message).toContain("gateway-mode-removed");
    expect(removed).toMatchObject(rejected);
    const error = await refusal(subject.apply({ gateway: { mode: "local" } }));
    expect(error).toMatchObject({ ...rejected, message: expect.stringContaining("size-drop:") as string });
  });

  it("the loss of an agent, also of the one that is there without being named", async () => {
    const roster = { ...(firstDocument(line)["agents"] as object), ownership: "explicit", entries: { a: {}, b: {} } };
    expect(await refusal(subject.apply(documentWith(line, { agents: roster })))).toMatchObject({ code: "unavailable", message: expect.stringContaining("would drop agent roster entries without an explicit deletion: main.") as string });
  });

  it("several agents without a word on whose the rest is", async () => {
    const error = await refusal(subject.patch({ agents: { entries: { a: {} } } }));
    expect(error.issues).toMatchObject([{ path: "agents.ownership" }]);
  });

  it("its own token by a placeholder that stands for nothing", async () => {
    expect((await refusal(subject.patch({ gateway: { auth: { token: "${CONTRACT_UNSET}" } } }))).code).toBe("invalid-config");
  });
}
