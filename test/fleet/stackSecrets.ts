import { expect } from "vitest";
import type { Clone } from "./clone";

/** What the stack of a clone keeps secret. */
export interface StackSecrets {
  readonly tokens: readonly string[];
  readonly deviceKeys: readonly string[];
}

const exportArguments = ["stack", "export", "--show-secrets", "--stack", "dev"];

/** The secrets of a clone's stack, in clear, by way of the CLI. What that prints does not count as told. */
export async function secretsOf(clone: Clone): Promise<StackSecrets> {
  const { code, stdout, output } = await clone.runAside("pulumi", exportArguments);
  expect(code, code === 0 ? "" : output).toBe(0);
  const { deployment } = JSON.parse(stdout) as { deployment: { resources: { type: string; outputs?: Record<string, { plaintext?: string }> }[] } };
  const valuesOf = (type: string, name: string): string[] =>
    deployment.resources
      .filter((resource) => resource.type.endsWith(`:${type}`))
      .map(({ outputs }) => JSON.parse(outputs?.[name]?.plaintext ?? "null") as string)
      .sort();
  return { tokens: valuesOf("GatewayIdentity", "token"), deviceKeys: valuesOf("OperatorDevice", "privateKey") };
}
