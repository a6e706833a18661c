import { z } from "zod";
import type { Check } from "./check";
import { judgeFindings, parseReport } from "./ownFindings";

// Answer of `openclaw security audit --json` (2026.9.6); only an error where the config is not valid.
const report = z.union([
  z.object({ error: z.object({ message: z.string() }) }),
  z.object({ findings: z.array(z.object({ checkId: z.string(), severity: z.string(), title: z.string(), detail: z.string(), remediation: z.string().optional() })) }),
]);

/** What the Gateway's own security audit finds. */
export const securityAudit: Check = {
  name: "security audit",
  judge: async ({ program }) => {
    if ("absent" in program) return { verdict: "unknown", what: program.absent };
    const answer = parseReport(report, await program.securityAudit());
    if ("error" in answer) return { verdict: "unknown", what: answer.error.message };
    return judgeFindings(
      answer.findings.filter(({ severity }) => severity !== "info").map(({ checkId, severity, title, detail, remediation }) => ({ checkId, isBad: severity === "critical", text: `${title}: ${detail} ${remediation ?? ""}` })),
      'the gateway\'s own security audit finds nothing above "info"',
    );
  },
};
