import { afterEach, describe, expect, it } from "vitest";
import { writePrivateFile } from "../../../sdk/hosts/local";
import { startFailure } from "../../../sdk/hosts/local/failure";
import { makeBot, type LocalBot } from "./localBot";

let bot: LocalBot;

afterEach(() => bot.remove());

const mend = (): string => `If its config file is to blame, move ${bot.files.config} away: the next "pulumi up" applies the document to a new one.`;

describe("startFailure", () => {
  it("shows the last 15 lines, with every secret masked, and where the whole log is", async () => {
    bot = await makeBot();
    const lines = Array.from({ length: 40 }, (_, at) => `line ${String(at)}`);
    writePrivateFile(bot.files.consoleLog, [...lines, "token gateway-token-1, key ENV-MARKER-1, of a document sk-live-0123456789", ""].join("\n"));
    const error = startFailure("gateway-exited", "its gateway exited while it started", bot.spec, bot.files);
    expect(error.code).toBe("gateway-exited");
    expect(error.message).toBe(
      `bot alice: its gateway exited while it started. Its last lines were:\n${lines.slice(-14).join("\n")}\ntoken [secret], key [secret], of a document [secret]\nThe whole log: ${bot.files.consoleLog}\n${mend()}`,
    );
  });

  it("says so when nothing was printed", async () => {
    bot = await makeBot();
    expect(startFailure("x", "it failed", bot.spec, bot.files).message).toBe(`bot alice: it failed. It printed nothing.\nThe whole log: ${bot.files.consoleLog}\n${mend()}`);
  });
});
