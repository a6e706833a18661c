import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigSchema, formatPath, readLayer, render, storedAs, withoutUnmanaged, type ConfigDocument, type GatewayRelease, type RenderedBot } from "../../sdk/config";
import { importDocument, programFiles, type ImportedBot } from "../../sdk/import";
import { clawdbot, handMade, openclaw, people } from "./handMade";

const project = { name: "moltbots", dependencies: { "@molthub/pulumi": "0.1.0", "@pulumi/pulumi": "^3.270.0" } };

function imported(bot: string, release: GatewayRelease, live: ConfigDocument): ImportedBot {
  return { bot, address: "ws://127.0.0.1:18789", release, ...importDocument(bot, release, live) };
}

function handMadeBots(releases: readonly GatewayRelease[]): { bots: ImportedBot[]; live: ConfigDocument[] } {
  const live = releases.map((release, at) => handMade(release, at));
  return { live, bots: releases.map((release, at) => imported(people[at] ?? "", release, live[at] ?? {})) };
}

describe.each([
  ["five of openclaw", [openclaw, openclaw, openclaw, openclaw, openclaw]],
  ["five of clawdbot", [clawdbot, clawdbot, clawdbot, clawdbot, clawdbot]],
  ["two of openclaw and three of clawdbot", [openclaw, openclaw, clawdbot, clawdbot, clawdbot]],
])("the program of %s", (_what, releases) => {
  const { bots, live } = handMadeBots(releases);
  const files = programFiles(project, bots);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "molthub-import-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("renders for each bot the document that it runs, but for what stays with it", () => {
    bots.forEach(({ bot, release, left }, at) => {
      const layers = ["layers/common.json5", `layers/${release.package}.json5`, `layers/${release.package}/${bot}.json5`].filter((file) => file in files).map((file) => readLayer(file, file, folder));
      const schema = ConfigSchema.of(release);
      const rendered: RenderedBot = { labels: {}, release, arrayKey: (path) => schema.arrayKeyAt(path), managed: false };
      const unmanaged = left.map(({ path }) => formatPath(path));
      expect(withoutUnmanaged(render(layers, rendered) as ConfigDocument, unmanaged)).toEqual(withoutUnmanaged(storedAs(live[at] ?? {}, release), unmanaged));
    });
  });

  it("is no more than a quarter of the config files of the bots", () => {
    const bytes = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes(Object.values(files)) / bytes(live.map((document) => JSON.stringify(document, null, 2)))).toBeLessThanOrEqual(0.25);
  });
});

describe("what is written", () => {
  it("is a program with a fleet for each release, and its layers", () => {
    const shared = { logging: { level: "info" }, cron: { enabled: true }, gateway: { mode: "local" } };
    const files = programFiles(project, [
      imported("alice", openclaw, { ...shared, channels: { telegram: { botToken: "s" } }, tools: { fs: { workspaceOnly: true } } }),
      imported("bob-2", openclaw, { ...shared, channels: { telegram: { botToken: "s" } }, tools: { fs: { workspaceOnly: true } }, messages: { responsePrefix: "[bob]" } }),
      imported("carol", openclaw, { ...shared, cron: { enabled: false }, tools: { fs: { workspaceOnly: true } } }),
      imported("dave", clawdbot, { ...shared, gateway: { mode: "local", auth: { token: "s" } } }),
    ]);
    expect(files).toEqual({
      "Pulumi.yaml": `name: "moltbots"
runtime: nodejs
options:
  # Look at the bots before deciding what to change: an edit made on a bot shows in the preview.
  refresh: always
`,
      "package.json": `{
  "private": true,
  "dependencies": {
    "@molthub/pulumi": "0.1.0",
    "@pulumi/pulumi": "^3.270.0"
  }
}
`,
      "index.ts": `import * as pulumi from "@pulumi/pulumi";
import { MoltbotFleet } from "@molthub/pulumi";

const config = new pulumi.Config();
const external = (address: string, token: string) => ({ external: { address, token: config.requireSecret(token) } });

new MoltbotFleet("openclaw", {
  gateway: { version: "2026.9.6" },
  adopt: true,
  template: ["layers/common.json5", "layers/openclaw.json5"],
  unmanaged: ["channels.telegram.botToken"],
  bots: {
    alice: { target: external("ws://127.0.0.1:18789", "aliceToken") },
    "bob-2": { target: external("ws://127.0.0.1:18789", "bob-2Token"), overlay: "layers/openclaw/bob-2.json5" },
    carol: { target: external("ws://127.0.0.1:18789", "carolToken"), overlay: "layers/openclaw/carol.json5", unmanaged: [] },
  },
});

new MoltbotFleet("clawdbot", {
  gateway: { package: "clawdbot", version: "2026.1.24-3" },
  adopt: true,
  template: "layers/common.json5",
  unmanaged: ["gateway.auth.token"],
  bots: {
    dave: { target: external("ws://127.0.0.1:18789", "daveToken"), overlay: "layers/clawdbot/dave.json5" },
  },
});
`,
      "layers/common.json5": `{
  logging: { level: "info" },
  cron: { enabled: true },
  gateway: { mode: "local" },
}
`,
      "layers/openclaw.json5": `{
  channels: { telegram: {} },
  tools: { fs: { workspaceOnly: true } },
}
`,
      "layers/openclaw/bob-2.json5": `{
  messages: { responsePrefix: "[bob]" },
}
`,
      "layers/openclaw/carol.json5": `{
  channels: null,
  cron: { enabled: false },
}
`,
      "layers/clawdbot/dave.json5": `{
  gateway: { auth: {} },
}
`,
    });
  });

  it("has no layer of its own for what a single bot would share with nobody", () => {
    const files = programFiles(project, [imported("alice", openclaw, { logging: { level: "info" } })]);
    expect(Object.keys(files)).toEqual(["Pulumi.yaml", "package.json", "index.ts", "layers/openclaw/alice.json5"]);
    expect(files["index.ts"]).toContain('alice: { target: external("ws://127.0.0.1:18789", "aliceToken"), overlay: "layers/openclaw/alice.json5" }');
    expect(files["index.ts"]).not.toMatch(/template|unmanaged/);
  });

  it("is the same for the same bots", () => {
    const bots = (): ImportedBot[] => handMadeBots([openclaw, clawdbot, clawdbot]).bots;
    expect(programFiles(project, bots())).toEqual(programFiles(project, bots()));
  });
});
