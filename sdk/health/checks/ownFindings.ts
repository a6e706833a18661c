import type { z } from "zod";
import type { Judgement } from "./check";

/** Something that a Gateway's own program found. */
export interface OwnFinding {
  readonly checkId: string;
  readonly isBad: boolean;
  readonly text: string;
}

/** What to make of the findings of a Gateway's own program. */
export function judgeFindings(findings: readonly OwnFinding[], well: string): Judgement {
  if (findings.length === 0) return { verdict: "ok", what: well };
  const told = findings.map(({ checkId, text }) => `${checkId}: ${text}`.replaceAll(/\s+/g, " ").trim());
  return { verdict: findings.some(({ isBad }) => isBad) ? "failed" : "warning", what: told.join("\n") };
}

/** A report of a Gateway's own program. */
export function parseReport<T>(schema: z.ZodType<T>, answer: unknown): T {
  const { data, error } = schema.safeParse(answer);
  if (error !== undefined) throw new Error("the gateway's own program reports in a way that is not known");
  return data;
}
