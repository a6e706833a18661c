import { z } from "zod";
import { formatPath, managedPaths } from "../../config";
import type { Check } from "./check";
import { judgeFindings, parseReport } from "./ownFindings";

// Answer of `openclaw doctor --lint --json` (2026.9.6).
const report = z.object({
  error: z.object({ message: z.string() }).optional(),
  findings: z.array(z.object({ checkId: z.string(), severity: z.string(), message: z.string(), path: z.string().optional(), fixHint: z.string().optional() })).default([]),
});

const managed = new Set(managedPaths.map(formatPath));

/** What the Gateway's own doctor finds, without what it says of keys that Molthub sets: nobody is to change those. */
export const gatewayDoctor: Check = {
  name: "gateway doctor",
  judge: async ({ program }) => {
    if ("absent" in program) return { verdict: "unknown", what: program.absent };
    const { error, findings } = parseReport(report, await program.doctor());
    if (error !== undefined) return { verdict: "unknown", what: error.message };
    const told = findings.filter(({ severity, path }) => severity !== "info" && (path === undefined || !managed.has(path)));
    return judgeFindings(
      told.map(({ checkId, severity, message, path, fixHint }) => ({ checkId, isBad: severity === "error", text: `${path === undefined || message.includes(path) ? "" : `${path}: `}${message} ${fixHint ?? ""}` })),
      "the gateway's own doctor finds nothing to mend",
    );
  },
};
