import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { productOf } from "../../scripts/gateways/product.mts";

const folder = join(__dirname, "packages", "clawdbot-2026.1.24-3");
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));

it("tests run the Clawdbot that a capture installs", () => {
  expect(read("package.json")).toMatchObject({ dependencies: { clawdbot: "2026.1.24-3" }, overrides: productOf("clawdbot").overrides });
});

it("its lockfile pins every package by checksum, wherever it comes from", () => {
  const { packages } = read("package-lock.json") as { packages: Record<string, { integrity?: string; resolved?: string }> };
  const installed = Object.entries(packages).filter(([name]) => name !== "");
  expect(installed.length).toBeGreaterThan(100);
  expect(installed.filter(([, { integrity, resolved }]) => integrity === undefined || resolved !== undefined)).toEqual([]);
});
