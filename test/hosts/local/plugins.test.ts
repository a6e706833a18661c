import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readIfThere } from "../../../sdk/hosts/local";
import { installPlugins } from "../../../sdk/hosts/local/plugins";
import { makeBot, type LocalBot } from "./localBot";
import { slack } from "./slackPlugin";

const pin = { package: "@acme/chat", ...slack };
const program = { node: process.execPath, entry: join(__dirname, "fixtures/pluginProgram.cjs") };
const chat = { id: "chat", pin, tarball: Buffer.from("a tarball"), manifest: { name: "@acme/chat", version: slack.version } };

let bot: LocalBot;

beforeEach(async () => {
  bot = await makeBot();
  writeFileSync(bot.files.config, "the bot's own");
});

afterEach(() => bot.remove());

/** Makes the plugins of the bot these, and gives what the Gateway's program was asked meanwhile. */
async function become(packages: readonly (typeof chat)[], by = program): Promise<{ argv: string[]; seen: unknown; gateway: string }[]> {
  const calls = join(bot.files.stateDir, "calls");
  rmSync(calls, { force: true });
  const plugins = Object.fromEntries(packages.map(({ id, pin }) => [id, pin]));
  try {
    await installPlugins({ ...bot.spec, plugins }, bot.files, by, packages, () => undefined);
  } finally {
    expect(readFileSync(bot.files.config, "utf8")).toBe("the bot's own");
    expect(existsSync(join(bot.files.dataDir, "plugin-install"))).toBe(false);
  }
  return (readIfThere(calls) ?? "").split("\n").filter(Boolean).map((line) => JSON.parse(line) as { argv: string[]; seen: unknown; gateway: string });
}

const asked = async (...args: Parameters<typeof become>): Promise<string[]> => (await become(...args)).map(({ argv }) => argv.slice(1, 3).join(" "));
const installing = [`install npm:@acme/chat@${slack.version}`];
const removing = ["uninstall chat"];

describe("installPlugins", () => {
  it("lets the Gateway install one from a registry that has nothing else, as no process of the bot's", async () => {
    expect(await become([chat])).toEqual([{ argv: ["plugins", "install", `npm:@acme/chat@${slack.version}`, "--force", "--accept-capabilities"], seen: [200, 200, 404], gateway: "none" }]);
  });

  it("does it once, and again for another version, other bytes or another program", async () => {
    expect(await asked([chat])).toEqual(installing);
    expect(await asked([chat])).toEqual([]);
    const other = { ...chat, pin: { ...pin, integrity: "sha512-other" } };
    expect(await asked([other])).toEqual([...removing, ...installing]);
    expect(await asked([other], { ...program, entry: `${__dirname}/fixtures//pluginProgram.cjs` })).toEqual([...removing, ...installing]);
  });

  it("removes what is wanted no more, without a network", async () => {
    await become([chat]);
    expect(await become([])).toEqual([{ argv: ["plugins", "uninstall", "chat", "--force"], seen: "offline", gateway: "none" }]);
    expect(await become([])).toEqual([]);
  });

  it("tells a refusal in the Gateway's words, and leaves nothing of it", async () => {
    const refuse = join(bot.files.stateDir, "refuse-install");
    writeFileSync(refuse, "needs a newer gateway");
    const message = `bot alice: plugin @acme/chat@${slack.version} was not installed, and the bot is stopped. openclaw 2026.9.6 says:\nnpm:@acme/chat@${slack.version}: needs a newer gateway\nTake another version of it, or remove it from \`plugins:\`, and run the same again.`;
    await expect(become([chat])).rejects.toThrow(expect.objectContaining({ code: "plugin-refused", message }));
    expect(readIfThere(bot.files.plugins)).toBe("{}");
    rmSync(refuse);
    expect(await asked([chat])).toEqual(installing);
  });

  it("removes first what was begun and never finished, also when it is wanted no more", async () => {
    for (const step of ["install", "uninstall"]) writeFileSync(join(bot.files.stateDir, `refuse-${step}`), "no");
    await expect(become([chat])).rejects.toThrow("was not installed");
    for (const step of ["install", "uninstall"]) rmSync(join(bot.files.stateDir, `refuse-${step}`));
    expect(await asked([])).toEqual(removing);
  });

  it("takes a plugin for removed of which the Gateway knows nothing", async () => {
    await become([chat]);
    writeFileSync(join(bot.files.stateDir, "refuse-uninstall"), 'Plugin "chat" is not associated with a tracked package install.');
    expect(await asked([])).toEqual(removing);
    expect(await asked([])).toEqual([]);
  });
});
