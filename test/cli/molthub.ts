import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `molthub` command with a stand-in for Pulumi that prints a stack's state. */
export interface Molthub {
  run(...args: readonly string[]): Promise<Run>;
  /** The arguments that Pulumi was called with last. */
  readonly pulumiArgs: () => string;
  remove(): void;
}

/** @param pulumi what the stand-in does after it has noted its arguments; a shell script */
export function molthubWith(pulumi: string): Molthub {
  const folder = mkdtempSync(join(tmpdir(), "molthub-cli-"));
  const executable = join(folder, "pulumi");
  writeFileSync(executable, `#!/bin/sh\necho "$@" > ${folder}/args\n${pulumi}\n`);
  chmodSync(executable, 0o755);
  return {
    async run(...args) {
      const child = spawn(process.execPath, [join(__dirname, "../../dist/sdk/cli/main.js"), ...args], { env: { PATH: `${folder}:/usr/bin:/bin`, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
      const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close") as Promise<[number | null]>]);
      return { code, stdout, stderr };
    },
    pulumiArgs: () => readFileSync(join(folder, "args"), "utf8").trim(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A stand-in that prints this state. */
export function molthubOn(state: unknown): Molthub {
  return molthubWith(`cat <<'END'\n${JSON.stringify(state)}\nEND`);
}

