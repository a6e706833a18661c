import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dependenciesInstalled } from "../../scripts/setup/dependencies.mjs";
import { digestOf } from "../../scripts/setup/digest.mjs";
import { isBuilt } from "../../scripts/setup/dist.mjs";

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "molthub-clone-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

describe("dependencies", () => {
  const lockfile = (version: string): string =>
    JSON.stringify({ packages: { "": { name: "molthub" }, "node_modules/ws": { version, integrity: `sha512-${version}` }, "node_modules/mac-only": { version, optional: true } } });
  const record = (version: string): string => JSON.stringify({ packages: { "node_modules/ws": { version, integrity: `sha512-${version}` } } });
  const stamp = (): void => write("node_modules/.molthub-lockfile", digestOf(root, ["package-lock.json"]));

  it("are stale when there are none, or when the lockfile has changed since", () => {
    write("package-lock.json", lockfile("8.0.0"));
    expect(dependenciesInstalled(root)).toBe(false);
    stamp();
    expect(dependenciesInstalled(root)).toBe(true);
    write("package-lock.json", lockfile("8.1.0"));
    expect(dependenciesInstalled(root)).toBe(false);
  });

  it("are not installed again when the user has run npm by hand", () => {
    write("package-lock.json", lockfile("8.0.0"));
    write("node_modules/.molthub-lockfile", "of an earlier lockfile");
    write("node_modules/.package-lock.json", record("8.0.0"));
    expect(dependenciesInstalled(root)).toBe(true);
    write("node_modules/.package-lock.json", record("7.0.0"));
    expect(dependenciesInstalled(root)).toBe(false);
  });

  it("are stale when npm was killed before it wrote its record", () => {
    write("package-lock.json", lockfile("8.0.0"));
    write("node_modules/ws/package.json", "{}");
    expect(dependenciesInstalled(root)).toBe(false);
  });
});

describe("dist", () => {
  const sources = ["sdk", "components", "policies", "test/gateways/simulator", "tsconfig.json", "tsconfig.build.json"];

  it("is stale when it is not there, or when a source has changed, come or gone", () => {
    for (const file of ["sdk/a.ts", "components/b.ts", "policies/d.ts", "test/gateways/simulator/c.ts", "tsconfig.json", "tsconfig.build.json"]) write(file, file);
    const stamp = (): void => write("node_modules/.molthub-dist", digestOf(root, sources));
    stamp();
    expect(isBuilt(root)).toBe(false);
    write("dist/sdk/a.js", "");
    expect(isBuilt(root)).toBe(true);
    write("sdk/a.ts", "changed");
    expect(isBuilt(root)).toBe(false);
    stamp();
    write("components/c.ts", "");
    expect(isBuilt(root)).toBe(false);
    stamp();
    rmSync(path.join(root, "components/c.ts"));
    expect(isBuilt(root)).toBe(false);
  });
});
