import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { SecretValues } from "../../sdk/secrets";

let folder: string;
let calls: string;

/** Puts a program on the PATH that notes how it was called, and does what it is told. */
function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s %s\\n' "${name}" "$*" >> "${calls}"\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const resolve = (from: string): Promise<string> => new SecretValues().resolve(from);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-secrets-"));
  calls = join(folder, "calls");
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(calls, { force: true });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the value of a secret is read from", () => {
  it("a variable of the environment", async () => {
    vi.stubEnv("MOLTHUB_TEST_KEY", "VALUE-1");
    expect(await resolve("env:MOLTHUB_TEST_KEY")).toBe("VALUE-1");
    vi.stubEnv("MOLTHUB_TEST_KEY", undefined);
    await expect(resolve("env:MOLTHUB_TEST_KEY")).rejects.toThrow("secret env:MOLTHUB_TEST_KEY: MOLTHUB_TEST_KEY is not set where Pulumi runs. Export it, and run the same again.");
  });

  it("a file, without the line break at its end", async () => {
    writeFileSync(join(folder, "token"), "two\nlines\n");
    expect(await resolve(`file:${join(folder, "token")}`)).toBe("two\nlines");
    vi.stubEnv("MOLTHUB_PROGRAM_DIR", folder);
    expect(await resolve("file:token")).toBe("two\nlines");
    await expect(resolve("file:/nowhere/token")).rejects.toThrow(/^secret file:\/nowhere\/token: \/nowhere\/token cannot be read \(ENOENT\)\. Make it readable/);
    writeFileSync(join(folder, "empty"), "\n");
    await expect(resolve(`file:${join(folder, "empty")}`)).rejects.toThrow("is empty. Give it a value at its source.");
  });

  it("what a program prints, with no shell between", async () => {
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"] ?? ""}`);
    program("pass", "echo VALUE-2");
    expect(await resolve('exec:["pass","show","a b","$(id)"]')).toBe("VALUE-2");
    expect(readFileSync(calls, "utf8")).toBe("pass show a b $(id)\n");
  });

  it.each([
    ["vault:kv/molt/alice/slack#app", "vault kv get -field=app kv/molt/alice/slack"],
    ["op://molt/slack/app", "op read --no-newline op://molt/slack/app"],
    ["aws-sm:prod/slack", "aws secretsmanager get-secret-value --secret-id prod/slack --query SecretString --output text"],
    ["gcp-sm:my-project/slack", "gcloud secrets versions access latest --secret=slack --project=my-project"],
  ])("a store, as %s", async (from, call) => {
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"] ?? ""}`);
    for (const name of ["vault", "op", "aws", "gcloud"]) program(name, "echo VALUE-3");
    expect(await resolve(from)).toBe("VALUE-3");
    expect(readFileSync(calls, "utf8")).toBe(`${call}\n`);
  });

  it("a key of a secret that is JSON", async () => {
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"] ?? ""}`);
    program("aws", `echo '{"app":"VALUE-4","MARKER":"x"}'`);
    expect(await resolve("aws-sm:prod/slack#app")).toBe("VALUE-4");
    await expect(resolve("aws-sm:prod/slack#other")).rejects.toThrow('secret aws-sm:prod/slack#other: the secret has no text under "other". Look at its keys');
    await expect(resolve("aws-sm:prod/slack#other")).rejects.not.toThrow(/MARKER|VALUE-4/);
  });

  it("a store that fails says how to go on, and nothing that it printed", async () => {
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"] ?? ""}`);
    program("vault", "echo OUT-MARKER; echo ERR-MARKER >&2; exit 2");
    const failed = resolve("vault:kv/x#y");
    await expect(failed).rejects.toThrow("secret vault:kv/x#y: vault ended with code 2. See that VAULT_ADDR is set");
    await expect(failed).rejects.not.toThrow(/MARKER/);
  });

  it("a store whose program is not there", async () => {
    vi.stubEnv("PATH", folder);
    rmSync(join(folder, "gcloud"), { force: true });
    await expect(resolve("gcp-sm:p/s")).rejects.toThrow("gcloud is not installed, or not on the PATH");
  });

  it("its source once in a run, however many bots share it; again after a failure", async () => {
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"] ?? ""}`);
    program("vault", "exit 1");
    const values = new SecretValues();
    await expect(values.resolve("vault:kv/x#y")).rejects.toThrow();
    program("vault", "echo VALUE-5");
    expect(await Promise.all(Array.from({ length: 50 }, () => values.resolve("vault:kv/x#y")))).toEqual(Array.from({ length: 50 }, () => "VALUE-5"));
    expect(readFileSync(calls, "utf8").trim().split("\n")).toHaveLength(2);
  });
});
