import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { MoltbotFleet } from "../../components";
import { runComponent } from "./runComponent";

vi.mock(import("node:fs"), { spy: true });

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-layers-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("reads each layer file of a fleet once, however many bots there are", async () => {
  const files = ["template.json5", "profile.yaml", "overlay.json"].map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, file.endsWith(".yaml") ? "logging:\n  level: debug\n" : "{}");
  const [template = "", profile = "", overlay = ""] = files;
  const names = Array.from({ length: 50 }, (_, at) => `bot-${String(at)}`);
  const bots = Object.fromEntries(names.map((bot, at) => [bot, { port: 20_000 + at }]));
  const { named } = await runComponent(() => new MoltbotFleet("f", { gateway: { version: "2026.9.6" }, template, profiles: [{ file: profile }], overlays: [overlay], bots }));
  expect(vi.mocked(readFileSync).mock.calls.map(([file]) => file).filter((file) => files.includes(String(file)))).toEqual(files);
  for (const bot of names) expect(named(`f-${bot}-config`).inputs["document"]).toMatchObject({ logging: { level: "debug" } });
});
