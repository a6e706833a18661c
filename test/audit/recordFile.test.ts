import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import { recordFile, type ConfigRecord } from "../../sdk/audit";
import { packageDir } from "../providers/providerProcess";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-record-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record: ConfigRecord = { time: "2026-11-22T22:00:00.000Z", change: "c1", event: "intent", bot: "alice", address: "ws://127.0.0.1:1", actor: "tester", paths: ["messages.responsePrefix"], to: "digest" };
const linesOf = (path: string): unknown[] => readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as unknown);

describe("the record of changes in a file", () => {
  it("is one JSON object a line, added to what is there, for its owner only, in a folder that it makes", () => {
    const path = join(folder, "deep", "er", "record.ndjson");
    recordFile(path).add(record);
    const result: ConfigRecord = { ...record, event: "result", outcome: "live", restarted: false };
    recordFile(path).add(result);
    expect(linesOf(path)).toEqual([record, result]);
    expect(readFileSync(path, "utf8")).toMatch(/\}\n$/);
    expect([statSync(path).mode & 0o777, statSync(join(folder, "deep")).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it.each([
    ["is a folder", "record.ndjson", mkdirSync],
    ["lies below a file", "file/record.ndjson", (path: string) => writeFileSync(dirname(path), "")],
  ])("is said to be impossible, and where, when that %s", (_what, name, prepare) => {
    const path = join(folder, name);
    prepare(path);
    expect(() => recordFile(path).add(record)).toThrow(expect.objectContaining({ code: "not-recorded", message: expect.stringContaining(`bot alice: the change cannot be recorded in ${path} (`) as string }));
  });
});

describe("two processes that record at the same time", () => {
  beforeAll(() => ensureBuilt(packageDir, process.execPath, () => undefined), 120_000);

  it("do not mix their lines, and lose none", async () => {
    const path = join(folder, "record.ndjson");
    const count = 500;
    // Longer than a page, so that a line written in parts would show.
    const program = `
      const { recordFile } = require(${JSON.stringify(join(packageDir, "dist/sdk/audit"))});
      const file = recordFile(${JSON.stringify(path)});
      const record = ${JSON.stringify(record)};
      for (let at = 0; at < ${String(count)}; at++) file.add({ ...record, change: process.argv[1] + "-" + at, paths: Array(400).fill("messages.responsePrefix." + process.argv[1]) });`;
    const children = ["a", "b", "c"].map((name) => spawn(process.execPath, ["-e", program, name], { stdio: "inherit" }));
    expect(await Promise.all(children.map(async (child) => ((await once(child, "exit")) as [number])[0]))).toEqual([0, 0, 0]);
    const lines = linesOf(path) as ConfigRecord[];
    for (const name of ["a", "b", "c"]) {
      const own = lines.filter(({ change }) => change.startsWith(`${name}-`));
      expect(own.map(({ change }) => change)).toEqual(Array.from({ length: count }, (_, at) => `${name}-${String(at)}`));
      expect(own.every(({ paths }) => paths.length === 400 && paths.every((text) => text.endsWith(`.${name}`)))).toBe(true);
    }
    expect(lines).toHaveLength(3 * count);
  }, 60_000);
});
