import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MoltbotInstance } from "../../components";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import { runComponent } from "../components/runComponent";
import shims from "./fixtures/shims.json";
import { packageDir, startProvider, type ProviderProcess } from "./providerProcess";

// Each text that a released Molthub ever wrote into a state, by version: add one where it changes, never remove one.
const everWritten = Object.entries(shims).flatMap(([version, texts]) => Object.entries(texts).map(([handler, text]) => ({ version, handler, text })));

beforeAll(() => ensureBuilt(packageDir, process.execPath, () => undefined), 120_000);

describe("the provider text in a stack's state", () => {
  let provider: ProviderProcess;

  beforeAll(async () => {
    provider = await startProvider();
  }, 20_000);

  afterAll(() => provider.stop());

  it.each(everWritten)("of $version still finds $handler", async ({ handler, text }) => {
    const { inputs, failures } = await provider.check({ __provider: text, bot: "alice", release: {}, port: 1, environment: {} });
    expect(inputs).toMatchObject({ bot: "alice", __provider: text });
    // What a handler refuses is its own answer, too.
    const refused: Partial<Record<string, string[]>> = { localGateway: ["release", "heapMb", "port", "dataDir"], gatewayConfig: ["impact"] };
    expect(failures.map(({ property }) => property)).toEqual(refused[handler] ?? []);
  });

  it("is one of those texts for every resource that the components make", async () => {
    const { resources } = await runComponent(() => new MoltbotInstance("alice", { gateway: { version: "2026.9.6" } }));
    const texts = resources.filter(({ custom }) => custom).map(({ inputs }) => inputs["__provider"]);
    expect(texts).toHaveLength(4);
    for (const text of texts) expect(everWritten.map((known) => known.text)).toContain(text);
  });
});

describe("in a folder", () => {
  let folder: string;
  let provider: ProviderProcess | undefined;

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "molthub-program-")));
  });

  afterEach(() => provider?.stop());

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const text = shims["0.1.0"].gatewayIdentity;

  it("without the package, the user is told what to run and where", async () => {
    provider = await startProvider(folder);
    await expect(provider.check({ __provider: text, bot: "alice" })).rejects.toThrow(new Error(`@molthub/pulumi is not installed for ${folder}: run npm install there, then try again`));
  }, 20_000);

  it("where the package is broken, the user is told what is missing, not to install the package", async () => {
    const copy = join(folder, "node_modules/@molthub/pulumi");
    mkdirSync(copy, { recursive: true });
    writeFileSync(join(copy, "package.json"), JSON.stringify({ name: "@molthub/pulumi", exports: { "./dynamic": "./dynamic.js" } }));
    writeFileSync(join(copy, "dynamic.js"), `require("not-there")`);
    provider = await startProvider(folder);
    await expect(provider.check({ __provider: text, bot: "alice" })).rejects.toThrow(/^Cannot find module 'not-there'/);
  }, 20_000);
});
