import { beforeAll, expect, it } from "vitest";
import { documentWith, firstDocument } from "./documents";
import { refusal, within, type Subject } from "./subject";

/** What a gateway does with secrets that are put into its store, and what it says of them. */
export function storing(subject: Subject): void {
  const { line } = subject;
  beforeAll(async () => {
    await subject.renew();
    await subject.apply(firstDocument(line));
  });

  if (line === "clawdbot") {
    it("has no store", async () => {
      const client = await subject.client();
      expect(await refusal(client.call("secrets.store.list", {}, within(30)))).toMatchObject({ code: "unknown-method" });
    });
    return;
  }

  const names = async (): Promise<string[]> => (await (await subject.client()).call("secrets.store.list", {}, within(30))).entries.map(({ name }) => name);

  it("keeps a secret under a name, and tells the name only", async () => {
    const client = await subject.client();
    await client.call("secrets.store.set", { name: "CONTRACT__0A1B2C3D", kind: "secret", value: "STORE-MARKER-1" }, within(30));
    const answer = await client.call("secrets.store.list", {}, within(30));
    expect(answer.entries.find(({ name }) => name === "CONTRACT__0A1B2C3D")).toMatchObject({ kind: "secret" });
    expect(JSON.stringify(answer)).not.toContain("MARKER");
  });

  it("takes a document that refers to it, hides which entry is meant, and lacks nothing", async () => {
    await subject.apply(documentWith(line, { models: { providers: { contract: { baseUrl: "http://127.0.0.1:9/v1", apiKey: { source: "store", provider: "default", id: "CONTRACT__0A1B2C3D" }, models: [] } } } }));
    const apiKey = ((await subject.document()) as { models: { providers: { contract: { apiKey: Record<string, string> } } } }).models.providers.contract.apiKey;
    expect(apiKey).toMatchObject({ source: "store", provider: "default" });
    expect(apiKey["id"]).not.toContain("CONTRACT");
    expect((await (await subject.client()).call("status", {}, within(30))).degradedSecretOwners).toEqual([]);
  });

  it("deletes it when it is told to", async () => {
    await subject.apply(firstDocument(line));
    await (await subject.client()).call("secrets.store.delete", { name: "CONTRACT__0A1B2C3D" }, within(30));
    expect(await names()).not.toContain("CONTRACT__0A1B2C3D");
  });

  it("refuses a name that is none", async () => {
    const client = await subject.client();
    expect(await refusal(client.call("secrets.store.set", { name: "lower", kind: "secret", value: "x" }, within(30)))).toMatchObject({ code: "invalid-request" });
    expect(await names()).not.toContain("lower");
  });

  it("lets admins only touch it", async () => {
    const client = await subject.connect(["operator.read"]);
    expect(await refusal(client.call("secrets.store.list", {}, within(30)))).toMatchObject({ code: "missing-scope" });
    await client.close();
  });
}
