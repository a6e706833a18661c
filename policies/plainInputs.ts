import { UnknownValueError } from "@pulumi/policy";
import { unknownValue } from "../sdk/config";

/** Inputs as plain data: each leaf that is not known yet is as `isUnknown` tells it, where @pulumi/policy throws instead (1.21). */
export function plainInputs(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return plain(inputs) as Record<string, unknown>;
}

function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const members = Object.keys(value).map((key) => [key, member(value, key)] as const);
  return Array.isArray(value) ? members.map(([, item]) => item) : Object.fromEntries(members);
}

function member(holder: object, key: string): unknown {
  try {
    return plain((holder as Record<string, unknown>)[key]);
  } catch (error) {
    if (error instanceof UnknownValueError) return unknownValue;
    throw error;
  }
}
