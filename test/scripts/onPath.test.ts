import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pulumiOnPath } from "../../scripts/pulumi/onPath.mts";

const logged: string[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "molthub-path-"));
  vi.stubEnv("MOLTHUB_CACHE", path.join(folder, "cache"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  logged.length = 0;
  rmSync(folder, { recursive: true, force: true });
});

/** A folder with a `pulumi` that answers so to `pulumi version`. */
function put(name: string, answer: string, mode = 0o755): string {
  const bin = path.join(folder, name);
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, "pulumi"), `#!/bin/sh\n${answer}\n`, { mode });
  return bin;
}

function find(...searchPath: string[]): ReturnType<typeof pulumiOnPath> {
  vi.stubEnv("PATH", searchPath.join(":"));
  return pulumiOnPath((line) => logged.push(line));
}

describe("the user's Pulumi CLI", () => {
  it("is used when it is new enough, with a word about it", async () => {
    const bin = put("bin", "echo v3.259.0");
    expect(await find(put("data", "echo v3.300.0", 0o644), "relative", bin)).toEqual({ command: path.join(bin, "pulumi"), origin: "path" });
    expect(logged).toEqual([`Using Pulumi 3.259.0 from PATH (${path.join(bin, "pulumi")}).`]);
  });

  it("is not used when it is too old or does not work, and the reason is told", async () => {
    const old = put("old", "echo v3.258.9");
    const broken = put("broken", "exit 1");
    expect(await find(old)).toBeUndefined();
    expect(await find(broken)).toBeUndefined();
    expect(logged).toEqual([
      `Not using ${path.join(old, "pulumi")}: it is 3.258.9, and 3.259.0 or newer is needed.`,
      `Not using ${path.join(broken, "pulumi")}: \`pulumi version\` does not work there, and 3.259.0 or newer is needed.`,
    ]);
  });

  it("is not one of our own, which an outer run has put on PATH", async () => {
    const own = put("cache/pulumi/bin", "echo v3.259.0");
    const link = path.join(folder, "link");
    mkdirSync(link);
    symlinkSync(path.join(own, "pulumi"), path.join(link, "pulumi"));
    expect(await find(own, link)).toBeUndefined();
    expect(logged).toEqual([]);
  });
});
