import type { ConfigDocument, ConfigValue } from "./document";

/**
 * How a value that is not yet known arrives in `check` and `diff` during a preview
 * (`pulumi.runtime.unknownValue`; observed with @pulumi/pulumi 3.270).
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True for a value that a preview does not know yet. */
export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}

/** True when a value, or anything in it, is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}

/** A copy without the leaves that are not known yet. */
export function withoutUnknowns(document: ConfigDocument): ConfigDocument {
  const visit = (value: ConfigValue): ConfigValue => {
    if (Array.isArray(value)) return value.filter((item) => !isUnknown(item)).map(visit);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => !isUnknown(item))
        .map(([key, item]) => [key, visit(item)]),
    );
  };
  return visit(document) as ConfigDocument;
}
