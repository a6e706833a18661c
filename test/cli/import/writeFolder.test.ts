import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeFolder } from "../../../sdk/cli/import/writeFolder";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-write-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

const files = { "index.ts": "1", "layers/a.json5": "2", "layers/b/c.json5": "3" };

function there(): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).sort();
}

it("makes a folder with all files in it, and those above it, as anybody would have made them", () => {
  writeFolder(join(folder, "x/bots"), files);
  expect(there()).toEqual(["x", "x/bots", "x/bots/index.ts", "x/bots/layers", "x/bots/layers/a.json5", "x/bots/layers/b", "x/bots/layers/b/c.json5"]);
  expect(readFileSync(join(folder, "x/bots/layers/b/c.json5"), "utf8")).toBe("3");
  mkdirSync(join(folder, "plain"));
  expect(statSync(join(folder, "x/bots")).mode).toBe(statSync(join(folder, "plain")).mode);
});

it("adds to a folder that is there", () => {
  mkdirSync(join(folder, "layers"));
  writeFileSync(join(folder, "layers/mine.json5"), "mine");
  writeFolder(folder, files);
  expect(there()).toEqual(["index.ts", "layers", "layers/a.json5", "layers/b", "layers/b/c.json5", "layers/mine.json5"]);
});

it("names the files that are there already, and writes none", () => {
  writeFileSync(join(folder, "index.ts"), "mine");
  expect(() => writeFolder(folder, files)).toThrow(`${folder} has index.ts already, and no file is written over. Nothing was written. Name another folder with --out, or move what is there away.`);
  expect([there(), readFileSync(join(folder, "index.ts"), "utf8")]).toEqual([["index.ts"], "mine"]);
});

it("leaves nothing behind when a file cannot be written", () => {
  // It leads nowhere, so nothing seems to be there.
  symlinkSync(join(folder, "nowhere"), join(folder, "last"));
  mkdirSync(join(folder, "layers"));
  expect(() => writeFolder(folder, { ...files, last: "4" })).toThrow(new RegExp(`^cannot write to ${folder}: EEXIST.*\\. Nothing was written\\.$`));
  expect(there()).toEqual(["last", "layers"]);
  writeFileSync(join(folder, "file"), "");
  expect(() => writeFolder(join(folder, "file"), files)).toThrow(`cannot write to ${join(folder, "file")}: `);
  expect(there()).toEqual(["file", "last", "layers"]);
});
