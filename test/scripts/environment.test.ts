import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { projectEnvironment } from "../../scripts/pulumi/environment.mts";

let project: string;

beforeEach(() => {
  project = mkdtempSync(path.join(os.tmpdir(), "molthub project #1-"));
  for (const name of ["PULUMI_BACKEND_URL", "PULUMI_HOME", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"]) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(project, { recursive: true, force: true });
});

const environment = (origin: "path" | "built" = "path"): NodeJS.ProcessEnv => projectEnvironment(project, { command: "/opt/pulumi/bin/pulumi", origin });

describe("projectEnvironment", () => {
  it("keeps state, home and passphrase in the project, whatever its path", () => {
    const env = environment();
    expect(env["PULUMI_BACKEND_URL"]).toMatch(/^file:\/\/\/.*molthub%20project%20%231-/);
    expect(env["PULUMI_HOME"]).toBe(path.join(project, ".pulumi"));
    expect(env["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBe(path.join(project, ".pulumi/passphrase"));
    expect(env["PATH"]?.split(":").slice(0, 2)).toEqual([path.dirname(process.execPath), "/opt/pulumi/bin"]);
  });

  it("makes one random passphrase, for its owner only", () => {
    const file = String(environment()["PULUMI_CONFIG_PASSPHRASE_FILE"]);
    const first = readFileSync(file, "utf8");
    expect(first).toHaveLength(43);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    environment();
    expect(readFileSync(file, "utf8")).toBe(first);
    expect(readdirSync(path.dirname(file))).toEqual(["passphrase"]);
  });

  it("leaves the user's backend alone, with all that belongs to it", () => {
    vi.stubEnv("PULUMI_BACKEND_URL", "s3://states");
    const env = environment();
    expect(env["PULUMI_BACKEND_URL"]).toBe("s3://states");
    expect(env["PULUMI_HOME"]).toBeUndefined();
    expect(env["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBeUndefined();
    expect(readdirSync(project)).toEqual([]);
  });

  it("leaves the user's passphrase alone, also an empty one", () => {
    vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "");
    expect(environment()["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBeUndefined();
  });

  it("forbids plugin downloads to the built CLI only", () => {
    expect(environment("path")["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"]).toBeUndefined();
    expect(environment("built")["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"]).toBe("true");
  });
});
