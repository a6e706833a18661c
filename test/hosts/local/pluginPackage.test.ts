import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fetchPlugins } from "../../../sdk/hosts/local/pluginPackage";

// What a registry would give: `npm pack` is a copy.
let published: Buffer;
vi.mock("../../../sdk/hosts/cache/npmInstall.cjs", () => ({
  npmPack: (_spec: string, folder: string) => {
    writeFileSync(join(folder, "acme-chat-1.0.0.tgz"), published);
    return Promise.resolve();
  },
}));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-package-"));
  vi.stubEnv("MOLTHUB_CACHE", join(folder, "cache"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const integrityOf = (bytes: Buffer): string => `sha512-${createHash("sha512").update(bytes).digest("base64")}`;

/** Publishes a package, and gives its pin. */
function publish(manifest: object, plugin: object | undefined = { id: "chat" }): { package: string; version: string; integrity: string } {
  const content = join(folder, "package");
  mkdirSync(content, { recursive: true });
  writeFileSync(join(content, "package.json"), JSON.stringify({ name: "@acme/chat", version: "1.0.0", ...manifest }));
  if (plugin !== undefined) writeFileSync(join(content, "openclaw.plugin.json"), JSON.stringify(plugin));
  published = execFileSync("tar", ["-cz", "-C", folder, "package"]);
  return { package: "@acme/chat", version: "1.0.0", integrity: integrityOf(published) };
}

const fetched = (pin: ReturnType<typeof publish>): ReturnType<typeof fetchPlugins> => fetchPlugins({ chat: pin }, process.execPath, () => undefined);

describe("fetchPlugins", () => {
  it.each<[string, object]>([
    ["needs nothing", {}],
    ["brings what it needs", { dependencies: { ws: "8.0.0" }, bundledDependencies: ["ws"] }],
    ["brings all that it needs", { dependencies: { ws: "8.0.0" }, bundleDependencies: true }],
    ["needs its Gateway only", { peerDependencies: { openclaw: "*" } }],
  ])("gives a package that %s, with the bytes that were pinned", async (_what, manifest) => {
    const pin = publish(manifest);
    expect(await fetched(pin)).toMatchObject([{ id: "chat", pin, tarball: published, manifest: { name: "@acme/chat" } }]);
  });

  it.each<[string, object, object | undefined, string]>([
    ["would fetch what it needs", { dependencies: { ws: "8.0.0", zod: "4.0.0" }, bundledDependencies: ["ws"] }, undefined, "it does not bring zod with it, so its integrity would not cover all that the bot runs. Use a version of it that bundles its dependencies, or pack one: `bundledDependencies` in its package.json."],
    ["would fetch what it may need", { optionalDependencies: { zod: "4.0.0" } }, undefined, "it does not bring zod with it"],
    ["is another version", { version: "2.0.0" }, undefined, "its package.json says that it is @acme/chat@2.0.0."],
    ["is another plugin", {}, { id: "talk" }, 'it holds the plugin "talk", not "chat". Write `plugins: { "talk": … }`.'],
  ])("refuses one that %s", async (_what, manifest, plugin, message) => {
    await expect(fetched(publish(manifest, plugin))).rejects.toThrow(expect.objectContaining({ code: "plugin-refused", message: expect.stringContaining(`plugin @acme/chat@1.0.0: ${message}`) as string }));
  });

  it("refuses other bytes, and keeps none of them", async () => {
    const pin = { ...publish({}), integrity: integrityOf(Buffer.from("another package")) };
    await expect(fetched(pin)).rejects.toThrow(`its bytes are not those that were pinned: integrity is ${integrityOf(published)}, pinned is ${pin.integrity}. Nothing of it was run.`);
    expect(readdirSync(join(folder, "cache")).filter((name) => name !== ".staging")).toEqual([]);
    expect(readdirSync(join(folder, "cache/.staging"))).toEqual([]);
  });

  it("refuses what somebody changed in the cache", async () => {
    const pin = publish({});
    await fetched(pin);
    const [entry = ""] = readdirSync(join(folder, "cache")).filter((name) => name.startsWith("plugin-acme-chat-1.0.0-"));
    const file = join(folder, "cache", entry, "package.tgz");
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from("x")]));
    await expect(fetched(pin)).rejects.toThrow(`plugin @acme/chat@1.0.0: its copy in ${join(folder, "cache", entry)} was changed after it was verified. Find out by whom, delete it, and run the same again.`);
  });

  it("refuses what is no plugin", async () => {
    const pin = publish({});
    rmSync(join(folder, "package/openclaw.plugin.json"));
    published = execFileSync("tar", ["-cz", "-C", folder, "package"]);
    await expect(fetched({ ...pin, integrity: integrityOf(published) })).rejects.toThrow("plugin @acme/chat@1.0.0: its openclaw.plugin.json cannot be read: is it a plugin of OpenClaw?");
  });
});
