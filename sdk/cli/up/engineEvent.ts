import { z } from "zod";

/** One thing that an update says of itself, as far as it is used here. */
export type EngineEvent = ResourceEvent | ToldEvent | EndEvent;

/** What happens to one resource; every secret reads `[secret]`. */
export interface ResourceEvent {
  readonly kind: "resource";
  readonly phase: "begins" | "done" | "failed";
  /** `same`, `create`, `update`, `delete`, `refresh`, or a part of a replacement. */
  readonly op: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What the engine, a provider, a policy or the program says. */
export interface ToldEvent {
  readonly kind: "told";
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
  /** Type of the resource that it is about. */
  readonly type?: string;
}

export interface EndEvent {
  readonly kind: "end";
  /** How many resources were created, updated and so on. */
  readonly changes: Readonly<Record<string, number>>;
}

const properties = z.record(z.string(), z.unknown()).nullish();
const state = z.object({ inputs: properties, outputs: properties }).nullish();
const resource = z.object({ metadata: z.object({ op: z.string(), urn: z.string(), type: z.string(), old: state, new: state }) });
const severities: Readonly<Record<string, ToldEvent["severity"]>> = { info: "info", "info#err": "info", warning: "warning", error: "error" };

// One line of `pulumi up --json` (CLI 3.259).
const line = z.object({
  resourcePreEvent: resource.optional(),
  resOutputsEvent: resource.optional(),
  resOpFailedEvent: resource.optional(),
  diagnosticEvent: z.object({ severity: z.string(), message: z.string(), urn: z.string().optional() }).optional(),
  policyEvent: z.object({ message: z.string(), enforcementLevel: z.string() }).optional(),
  stdoutEvent: z.object({ message: z.string() }).optional(),
  summaryEvent: z.object({ resourceChanges: z.record(z.string(), z.number()).nullish() }).optional(),
});

/**
 * What a line of `pulumi up --json` says; undefined where that is nothing for a person. Debug messages are never let through: they hold
 * secrets in clear (the private key of a fleet's device, CLI 3.259), and so the stream is only read from a pipe, never from a file.
 */
export function engineEvent(text: string): EngineEvent | undefined {
  // What a program or a provider prints may stand between the events.
  if (!text.startsWith('{"sequence"')) return told("info", text);
  const parsed = line.safeParse(parsedJson(text));
  // How the run ended is told by its exit code: what is not known here is only not shown.
  if (!parsed.success) return undefined;
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, policyEvent, stdoutEvent, summaryEvent } = parsed.data;
  if (resourcePreEvent !== undefined) return resourceEvent("begins", resourcePreEvent);
  if (resOutputsEvent !== undefined) return resourceEvent("done", resOutputsEvent);
  if (resOpFailedEvent !== undefined) return resourceEvent("failed", resOpFailedEvent);
  if (diagnosticEvent !== undefined) return told(severities[diagnosticEvent.severity], diagnosticEvent.message, diagnosticEvent.urn);
  if (policyEvent !== undefined) return told(policyEvent.enforcementLevel === "mandatory" ? "error" : "warning", policyEvent.message);
  if (stdoutEvent !== undefined) return told("info", stdoutEvent.message);
  return summaryEvent === undefined ? undefined : { kind: "end", changes: summaryEvent.resourceChanges ?? {} };
}

/** The last line of an engine that was killed may be cut off. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function resourceEvent(phase: ResourceEvent["phase"], { metadata: { op, urn, type, old, new: now } }: z.infer<typeof resource>): ResourceEvent {
  const known = now ?? old;
  return { kind: "resource", phase, op, type, name: nameOf(urn), inputs: known?.inputs ?? {}, outputs: known?.outputs ?? {} };
}

function told(severity: ToldEvent["severity"] | undefined, message: string, urn?: string): ToldEvent | undefined {
  const text = message.replace(/^1 error occurred:\n\t\* /, "").trim();
  // urn:pulumi:<stack>::<project>::<types of the parents>$<type>::<name>
  const type = urn?.split("::")[2]?.split("$").at(-1);
  return severity === undefined || text === "" ? undefined : { kind: "told", severity, text, ...(type !== undefined && { type }) };
}

/** Name of the resource of this URN. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
