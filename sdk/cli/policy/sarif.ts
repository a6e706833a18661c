import { createHash } from "node:crypto";
import { rules } from "../../../policies/rules";
import type { PackReport, PolicyViolation } from "./analyze";

// The numbers by which code scanning sorts; its own scale.
const securitySeverity: Readonly<Record<string, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" };

/**
 * A report in the format of code scanning (SARIF 2.1.0). A finding is at a resource of a stack, which is no place in a file: it is put at
 * the project file, where code scanning needs one, and at the resource by its name.
 */
export function asSarif({ pack, version, violations }: PackReport): object {
  const known = Object.values(rules);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: pack,
            version,
            rules: known.map(({ name, description, why, remedy, severity, framework }) => ({
              id: name,
              shortDescription: { text: description },
              fullDescription: { text: why },
              help: { text: remedy },
              properties: { tags: ["security", `${framework.name} ${framework.reference}`], "security-severity": securitySeverity[severity] },
            })),
          },
        },
        results: violations.map((violation) => resultOf(violation, known.findIndex(({ name }) => name === violation.rule))),
      },
    ],
  };
}

function resultOf({ rule, level, urn, message }: PolicyViolation, index: number): object {
  return {
    ruleId: rule,
    ...(index >= 0 && { ruleIndex: index }),
    level: level === "mandatory" ? "error" : "warning",
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: { uri: "Pulumi.yaml" }, region: { startLine: 1 } }, logicalLocations: [{ name: urn.split("::").at(-1) ?? urn, fullyQualifiedName: urn, kind: "resource" }] }],
    // The same finding of another run, whatever else is found.
    partialFingerprints: { "molthub/v1": createHash("sha256").update(JSON.stringify([rule, urn, message])).digest("hex") },
  };
}
