import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { templates } from "../../components";
import type { ConfigDocument } from "../../sdk/config";
import { botFiles, installGateway, writePrivateFile, type BotFiles, type GatewayInstallation, type LocalGatewaySpec } from "../../sdk/hosts/local";
import { environmentFile, gatewayEnvironment } from "../../sdk/hosts/local/environment";
import { makePrivateDir } from "../../sdk/hosts/local/privateFile";
import { askCli } from "./gatewayCli";
import { documentOf, openclaw, templateNames } from "./rendered";

// What OpenClaw 2026.9.6 says of the templates, with the files, their modes and the environment that the local host gives a bot.

const folder = mkdtempSync(join(tmpdir(), "molthub-templates-"));
const environment = { SLACK_BOT_TOKEN: "a bot token", SLACK_APP_TOKEN: "an app token" };
let installation: GatewayInstallation;

beforeAll(async () => {
  installation = await installGateway(openclaw, () => undefined);
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function writeBot(bot: string, document: ConfigDocument): BotFiles {
  const files = botFiles(join(folder, bot));
  for (const dir of [files.dataDir, files.home, files.stateDir]) makePrivateDir(dir);
  writePrivateFile(files.config, JSON.stringify(document));
  writePrivateFile(files.environment, environmentFile(environment, bot));
  return files;
}

function ask(files: BotFiles, ...command: string[]): Promise<unknown> {
  const owner = { project: "p", stack: "s", bot: "b", resource: "r" };
  const spec: LocalGatewaySpec = { ...owner, dataDir: files.dataDir, release: openclaw, port: 19_000, token: randomBytes(24).toString("hex"), environment, heapMb: 512, plugins: {} };
  return askCli(installation, gatewayEnvironment(spec, files, installation.node), command);
}

async function findingsOf(files: BotFiles): Promise<string[]> {
  const { findings } = (await ask(files, "security", "audit")) as { findings: { checkId: string; severity: string }[] };
  return findings.map(({ checkId, severity }) => `${severity}: ${checkId}`);
}

describe.each(templateNames)("%s", (name) => {
  let files: BotFiles;

  beforeAll(() => {
    files = writeBot(name, documentOf(name, openclaw));
  });

  it("is valid", async () => {
    const notInstalled = { path: "plugins.entries.slack", message: expect.stringContaining("plugin not installed: slack") as string };
    expect(await ask(files, "config", "validate")).toEqual({ valid: true, path: files.config, warnings: name === "slackSupport" ? [notInstalled] : [] });
  });

  it("passes the Gateway's security audit", async () => {
    expect(await findingsOf(files)).toEqual(["info: summary.attack_surface"]);
  });
});

it("slackSupport with a channel is warned of as open to many, and of nothing else", async () => {
  const files = writeBot("channel", documentOf("slackSupport", openclaw, { channels: { slack: { channels: { C0123456789: {} } } } }));
  expect(await findingsOf(files)).toEqual(["info: summary.attack_surface", "warn: security.trust_model.multi_user_heuristic"]);
});

it("the built package has the same templates", () => {
  const built = createRequire(__filename)("@molthub/pulumi") as { templates: unknown };
  expect(built.templates).toEqual(templates);
});
