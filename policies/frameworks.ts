import type { Framework } from "./rule";

/** OWASP Top 10 for Agentic Applications. */
export function owaspAgentic(reference: string, specification: string): Framework {
  return { name: "OWASP Top 10 for Agentic Applications", version: "2026", reference, specification };
}

/** OWASP Top 10 for LLM Applications. */
export function owaspLlm(reference: string, specification: string): Framework {
  return { name: "OWASP Top 10 for LLM Applications", version: "2025", reference, specification };
}

/** NIST SP 800-53. */
export function nist(reference: string, specification: string): Framework {
  return { name: "NIST SP 800-53", version: "Rev. 5", reference, specification };
}

/** CIS Critical Security Controls. */
export function cis(reference: string, specification: string): Framework {
  return { name: "CIS Critical Security Controls", version: "8.1", reference, specification };
}
