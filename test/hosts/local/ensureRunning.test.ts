import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ensureRunning, readIfThere } from "../../../sdk/hosts/local";
import { makeBot, type LocalBot } from "./localBot";

// No Gateway is installed for these: the stand-in is.
vi.mock("../../../sdk/hosts/local/install", () => ({
  installGateway: () => Promise.resolve({ node: process.execPath, entry: join(__dirname, "fixtures/gatewayProgram.cjs") }),
}));

let bot: LocalBot;

afterEach(() => bot.remove());

const start = (spec = bot.spec): Promise<unknown> => ensureRunning(spec, "{}", () => undefined);

describe("ensureRunning", () => {
  it("tells of a Gateway that exits at its start, with its last words but not its secrets", async () => {
    bot = await makeBot({ exits: true });
    const message = `bot alice: its gateway exited while it started. Its last lines were:\nstarting with [secret] and API_KEY='[secret]'\ncannot go on\nThe whole log: ${bot.files.consoleLog}\nIf its config file is to blame, move ${bot.files.config} away: the next "pulumi up" applies the document to a new one.`;
    await expect(start()).rejects.toThrow(expect.objectContaining({ code: "gateway-exited", message }));
    expect(bot.processes()).toEqual([]);
  }, 15_000);

  it("refuses a port that somebody else has, names who, and starts nothing", async () => {
    bot = await makeBot();
    const stranger = createServer().listen(bot.spec.port, "127.0.0.1");
    try {
      await once(stranger, "listening");
      const message = new RegExp(`^bot alice: port ${String(bot.spec.port)} is taken by .+ \\(pid ${String(process.pid)}\\)\\. Stop it, or give the bot another \`port:\`\\.$`);
      await expect(start()).rejects.toThrow(expect.objectContaining({ code: "port-in-use", message: expect.stringMatching(message) as string }));
      expect(readIfThere(bot.files.launch)).toBeUndefined();
    } finally {
      stranger.close();
    }
  });

  it("refuses it before it stops a Gateway that runs", async () => {
    bot = await makeBot();
    bot.start();
    const pid = await bot.listening();
    const stranger = createServer().listen(0, "127.0.0.1");
    try {
      await once(stranger, "listening");
      const { port } = stranger.address() as AddressInfo;
      await expect(start({ ...bot.spec, port })).rejects.toThrow(expect.objectContaining({ code: "port-in-use" }));
      expect(bot.processes()).toEqual([pid]);
    } finally {
      stranger.close();
    }
  });

  it("refuses the folder of another bot before it touches anything in it", async () => {
    bot = await makeBot({ exits: true });
    await expect(start()).rejects.toThrow("gateway exited");
    const owner = readIfThere(bot.files.owner);
    const launched = readIfThere(bot.files.launch);
    await expect(start({ ...bot.spec, bot: "bob" })).rejects.toThrow(expect.objectContaining({ code: "foreign-data" }));
    expect([readIfThere(bot.files.owner), readIfThere(bot.files.launch)]).toEqual([owner, launched]);
  }, 15_000);

  it("seeds the config of a new bot, and never touches one that is there", async () => {
    bot = await makeBot({ exits: true });
    await expect(ensureRunning(bot.spec, "seed one", () => undefined)).rejects.toThrow("gateway exited");
    const dataId = readIfThere(bot.files.dataId);
    await expect(ensureRunning(bot.spec, "seed two", () => undefined)).rejects.toThrow("gateway exited");
    expect(readIfThere(bot.files.config)).toBe("seed one");
    expect(readIfThere(bot.files.dataId)).toBe(dataId);
    expect(dataId).toMatch(/^[0-9a-f-]{36}$/);
  }, 20_000);
});
