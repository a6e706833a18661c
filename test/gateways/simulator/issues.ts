import { findProblems, isPlainObject, valueAt, type ConfigDocument, type ConfigSchema, type ConfigValue, type Path } from "../../../sdk/config";
import type { GatewayIssue } from "../../../sdk/gateway";

/** What a gateway's own validation says of a document: shape, paths and the common words as they are. */
export function issuesOf(document: ConfigDocument, schema: ConfigSchema): GatewayIssue[] {
  const issues = new Map<string, GatewayIssue>();
  const unknown = new Map<string, string[]>();
  for (const { path, what } of findProblems(document, schema)) {
    const missing = /^needs the key "(.*)"$/.exec(what)?.[1];
    if (missing !== undefined) add(issues, misfit([...path, missing], undefined, schema));
    else if (path.length > 0 && schema.nodesAt(path).length === 0) {
      // Unknown keys are one fault of what holds them.
      const holder = path.slice(0, -1).join(".");
      const keys = [...(unknown.get(holder) ?? []), `"${path.at(-1) ?? ""}"`];
      unknown.set(holder, keys);
      issues.set(holder, { path: holder, message: `Unrecognized key${keys.length > 1 ? "s" : ""}: ${keys.join(", ")}` });
    } else add(issues, misfit(path, valueAt(document, path), schema));
  }
  return [...issues.values()];
}

/** The same of what stands in a file, which may be made of other files by `$include`: these are not there, and nothing is said of them. */
export function issuesOfFile(document: ConfigDocument, schema: ConfigSchema): GatewayIssue[] {
  return issuesOf(withoutIncludes(document), schema);
}

/** A document without what comes from other files. */
export function withoutIncludes(document: ConfigDocument): ConfigDocument {
  const visit = (value: ConfigValue): ConfigValue => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (key === "$include" ? [] : [[key, visit(item as ConfigValue)]])));
  };
  return visit(document) as ConfigDocument;
}

function add(issues: Map<string, GatewayIssue>, issue: GatewayIssue): void {
  issues.set(issue.path, issue);
}

function misfit(path: Path, value: unknown, schema: ConfigSchema): GatewayIssue {
  const nodes = schema.nodesAt(path);
  const [node] = nodes;
  const allowed = nodes.length === 1 ? node?.enum : undefined;
  const at = path.join(".");
  if (nodes.length === 1 && node?.type !== undefined && node.type !== kindOf(value) && !(node.type === "integer" && kindOf(value) === "number")) {
    return { path: at, message: `Invalid input: expected ${node.type === "integer" ? "number" : node.type}, received ${kindOf(value)}` };
  }
  if (allowed === undefined || schema.table.release.package !== "openclaw") return { path: at, message: "Invalid input" };
  const told: GatewayIssue & Readonly<Record<string, unknown>> = { path: at, message: `Invalid input (allowed: ${allowed.map((each) => JSON.stringify(each)).join(", ")})`, allowedValues: allowed, allowedValuesHiddenCount: 0 };
  return told;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
