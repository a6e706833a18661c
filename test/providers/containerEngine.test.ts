import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/setup/dist.mjs";
import { packageDir } from "./providerProcess";

const inNewContainer = ["--user", "--map-root-user", "--pid", "--fork", "--mount-proc"];

const mayMakeContainers = spawnSync("unshare", [...inNewContainer, "/usr/bin/timeout", "1", "true"]).status === 0;

let folder: string;

beforeAll(() => ensureBuilt(packageDir, process.execPath, () => undefined), 120_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-container-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Exit code of a provider with 2.5 s of work to do, whose parent is process 1 of a container: a program of this name, and no shell. */
function exitCodeBelow(name: string): number | null {
  const first = join(folder, name);
  symlinkSync("/usr/bin/timeout", first);
  const work = `require(${JSON.stringify(packageDir)} + "/dist/sdk/providers"); setTimeout(() => undefined, 2500)`;
  return spawnSync("unshare", [...inNewContainer, first, "20", process.execPath, "-e", work], { timeout: 20_000, stdio: "inherit" }).status;
}

describe.skipIf(!mayMakeContainers)("a provider in a container", () => {
  it("lives where the engine itself is process 1", () => {
    expect(exitCodeBelow("pulumi")).toBe(0);
  }, 30_000);

  it("ends where process 1 has only adopted it", () => {
    expect(exitCodeBelow("init")).toBe(1);
  }, 30_000);
});
