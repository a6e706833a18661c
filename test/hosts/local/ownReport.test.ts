import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Deadline } from "../../../sdk/deadline";
import { ownReport } from "../../../sdk/hosts/local";
import { processMarker } from "../../../sdk/hosts/local/environment";
import { makeBot, type LocalBot } from "./localBot";

const installation = { node: process.execPath, entry: join(__dirname, "fixtures/reportingProgram.cjs") };
let bot: LocalBot;

beforeEach(async () => {
  bot = await makeBot();
});

afterEach(() => bot.remove());

function report(kind: "doctor" | "security audit", says: { stdout?: string; stderr?: string; hangs?: boolean; code?: number }, ms = 20_000): Promise<unknown> {
  writeFileSync(join(bot.files.stateDir, "report.json"), JSON.stringify(says));
  return ownReport(kind, bot.spec, bot.files, installation, Deadline.after(ms, "the report"));
}

it("runs the Gateway's own read-only commands with the bot's files and environment, offline, and not as the bot's own process", async () => {
  const commands = { doctor: ["doctor", "--lint", "--json"], "security audit": ["security", "audit", "--json"] } as const;
  for (const kind of ["doctor", "security audit"] as const) {
    const { args, cwd, env } = (await report(kind, { stdout: "SEEN" })) as { args: string[]; cwd: string; env: Record<string, string> };
    expect(args).toEqual(commands[kind]);
    expect(cwd).toBe(bot.files.dataDir);
    expect(env).toMatchObject({ HOME: bot.files.home, OPENCLAW_STATE_DIR: bot.files.stateDir, OPENCLAW_CONFIG_PATH: bot.files.config, OPENCLAW_GATEWAY_TOKEN: bot.spec.token, npm_config_offline: "true" });
    expect(env).not.toHaveProperty(processMarker);
    expect(env).not.toHaveProperty("VITEST");
  }
});

it("takes the report from behind what else the program prints, also when it says that it found something", async () => {
  expect(await report("doctor", { stdout: '[warn] {"a":1}\n{ not json\n{"ok":false,\n"findings":[]}\n', code: 1 })).toEqual({ ok: false, findings: [] });
});

it("says how a program ended that reports nothing, without the bot's secrets", async () => {
  const stderr = "one\ntwo\nthree\nfour\nError: bad token gateway-token-1 and ENV-MARKER-1 and sk-abcdefghijklmnop\nlast\n";
  const failure = report("doctor", { stdout: "Doctor\n", stderr, code: 3 });
  await expect(failure).rejects.toMatchObject({ code: "no-report", message: "bot alice: its gateway's own doctor ended with exit code 3 and without a report: two\nthree\nfour\nError: bad token [secret] and [secret] and [secret]\nlast" });
});

it("ends a program that takes longer than it may", async () => {
  await expect(report("security audit", { stdout: "{", hangs: true }, 1_000)).rejects.toMatchObject({ code: "deadline" });
});
