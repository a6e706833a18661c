import { execa, ExecaError } from "execa";
import { z } from "zod";
import { MolthubError } from "../errors";
import { noPulumi } from "./noPulumi";

/** A resource of a stack, its secrets in clear. */
export interface StackResource {
  readonly urn: string;
  readonly inputs: unknown;
  readonly outputs: unknown;
}

/** The resources of a stack, by type. */
export type StackState = (type: string) => StackResource[];

/** The key that marks the envelope of a secret in Pulumi's state files and events. */
export const secretSignature = "4dabf18193072939515e22adb298388d";

const exported = z.object({
  deployment: z.object({ resources: z.array(z.object({ urn: z.string(), type: z.string(), inputs: z.unknown().optional(), outputs: z.record(z.string(), z.unknown()).optional() })).optional() }),
});

/**
 * Reads the state of a stack: whatever program made it, and without running it.
 *
 * @param stack if undefined, the selected stack
 * @throws MolthubError `no-stack` with Pulumi's own words
 */
export async function readStack(stack: string | undefined): Promise<StackState> {
  const state = exported.parse(JSON.parse(await exportStack(stack)));
  return (wanted) => (state.deployment.resources ?? []).flatMap(({ urn, type, inputs, outputs }) => (type === wanted && outputs !== undefined ? [{ urn, inputs: decrypted(inputs), outputs: decrypted(outputs) }] : []));
}

async function exportStack(stack: string | undefined): Promise<string> {
  try {
    const { stdout } = await execa("pulumi", ["stack", "export", "--show-secrets", "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack])], { stdin: "ignore" });
    return stdout;
  } catch (error) {
    if (error instanceof ExecaError && error.code === "ENOENT") throw noPulumi();
    const words = error instanceof ExecaError ? String(error.stderr).trim() : String(error);
    throw new MolthubError("no-stack", `cannot read the stack's state: ${words}\nRun this in the folder of a Pulumi project, and name a stack that exists with --stack.`);
  }
}

/** A value of an export in which every secret is as `pulumi stack export --show-secrets` tells it: JSON text in an envelope. */
function decrypted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decrypted);
  if (typeof value !== "object" || value === null) return value;
  const { [secretSignature]: signature, plaintext } = value as Record<string, unknown>;
  if (signature !== undefined && typeof plaintext === "string") return JSON.parse(plaintext);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decrypted(item)]));
}
