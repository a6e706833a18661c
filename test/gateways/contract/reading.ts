import { createHash } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { redactionMarker, type ConfigDocument } from "../../../sdk/config";
import { documentWith, firstDocument, provider } from "./documents";
import { refusal, type Subject } from "./subject";

/** What a gateway shows of its config and of itself. */
export function reading(subject: Subject): void {
  beforeAll(() => subject.renew());
  const { line } = subject;

  it("shows the file as it stands, placeholders and all, and a hash of its bytes", async () => {
    const snapshot = await subject.read();
    expect(snapshot).toMatchObject({ path: subject.gateway.configPath, exists: true, valid: true, issues: [], parsed: firstDocument(line) });
    if (line === "openclaw") {
      expect(snapshot.hash).toMatch(/^hmac-sha256:v1:/);
      expect(snapshot.configRevisionHash).toBe(snapshot.appliedConfigHash);
    } else {
      expect(snapshot.hash).toBe(createHash("sha256").update(subject.gateway.file() ?? "").digest("hex"));
      expect([snapshot.configRevisionHash, snapshot.appliedConfigHash]).toEqual([undefined, undefined]);
    }
  });

  it("has another hash for other bytes, and the same one for the same bytes", async () => {
    const first = await subject.read();
    const text = subject.gateway.file() ?? "";
    subject.gateway.editText(`${text}\n\n`);
    await expect.poll(async () => (await subject.read()).hash, { timeout: 10_000 }).not.toBe(first.hash);
    // White space is no change of what it says.
    expect((await subject.read()).configRevisionHash).toBe(first.configRevisionHash);
    subject.gateway.editText(text);
    await expect.poll(async () => (await subject.read()).hash, { timeout: 10_000 }).toBe(first.hash);
  });

  it(line === "openclaw" ? "hides secrets, and ids of references to them, but no placeholders" : "shows secrets in clear", async () => {
    const literal = "sk-contract-literal";
    const reference = { source: "env", provider: "default", id: "HOME" };
    await subject.apply(documentWith(line, { models: { providers: { one: provider(literal), two: provider("${HOME}"), ...(line === "openclaw" && { three: provider(reference) }) } } }));
    const { providers } = (await subject.document())["models"] as { providers: ConfigDocument };
    const keys = Object.fromEntries(Object.entries(providers).map(([id, each]) => [id, (each as ConfigDocument)["apiKey"]]));
    if (line === "openclaw") expect(keys).toEqual({ one: redactionMarker, two: "${HOME}", three: { ...reference, id: redactionMarker } });
    else expect(keys).toEqual({ one: literal, two: "${HOME}" });
  });

  it("answers health, status and channels.status", async () => {
    const client = await subject.client();
    expect((await client.call("health", {})).ok).toBe(true);
    const status = await client.call("status", {});
    expect(status.degradedSecretOwners).toEqual([]);
    if (line === "openclaw") expect(status.runtimeVersion).toBe("2026.9.6");
    expect(await client.call("channels.status", {})).toMatchObject({ channelOrder: [], channelAccounts: {} });
  });

  it(line === "openclaw" ? "tells how a leaf takes effect" : "does not tell how a leaf takes effect", async () => {
    const client = await subject.client();
    const kindOf = async (path: string): Promise<string | undefined> => (await client.call("config.schema.lookup", { path })).reloadKind;
    if (line === "clawdbot") {
      expect((await refusal(kindOf("messages.responsePrefix"))).code).toBe("unknown-method");
      return;
    }
    expect(await Promise.all(["messages.responsePrefix", "cron.enabled", "gateway.controlUi.basePath"].map(kindOf))).toEqual(["none", "hot", "restart"]);
    const { children } = await client.call("config.schema.lookup", { path: "gateway.auth" });
    expect(children.find(({ key }) => key === "token")).toMatchObject({ path: "gateway.auth.token", reloadKind: "restart", hasChildren: expect.any(Boolean) as boolean, hint: { sensitive: true } });
    expect((await refusal(kindOf("nope"))).code).toBe("invalid-request");
  });
}
