import { nist } from "../frameworks";
import { flagOption } from "../options";
import { defineRule, type Finding } from "../rule";

export const auditRequired = defineRule({
  name: "audit-required",
  severity: "medium",
  description: "What a bot does, and what is done to its configuration, can be read afterwards.",
  why: "After an incident, what nobody wrote down did not happen.",
  remedy: "Remove it: gateways keep their record by themselves.",
  evidence: "Of the document: logging.audit (2026.9; on unless it is switched off), logging.level, logging.redactSensitive (Clawdbot) and security.audit.suppressions. Of the environment of the run: that Molthub's own record of every config write (MOLTHUB_RECORD, if set) goes to a file. Molthub writes to no bot whose record it cannot make, so a bot that is managed here is recorded. Not required, because nothing can show it today: that the records are kept, shipped or tamper-proof; Clawdbot keeps no audit of its own.",
  framework: nist("AU-2", "Event Logging"),
  options: {
    executionIdentity: flagOption(false, "True: 2026.9 must also record who a run was for (logging.audit.executionIdentity)."),
    suppressions: flagOption(true, "False: refuses suppressed findings of the gateway's own security audit."),
  },
  begin: () => ({
    config: (config, { executionIdentity, suppressions }): Finding[] => {
      const found: Finding[] = [];
      if (config.value("logging", "audit", "enabled") === false) found.push({ path: ["logging", "audit", "enabled"], what: "switches the gateway's audit off" });
      const identity = ["logging", "audit", "executionIdentity"];
      const blind = config.unseen.length;
      if (executionIdentity && config.release.package === "openclaw" && config.value(...identity) !== true && config.unseen.length === blind) found.push({ path: identity, what: "is not on, so the record does not say who a run was for", remedy: "Set it to true." });
      const level = config.value("logging", "level");
      if (level === "silent" || level === "fatal") found.push({ path: ["logging", "level"], what: "keeps the gateway from logging", remedy: 'Set it to "info".' });
      if (config.value("logging", "redactSensitive") === "off") found.push({ path: ["logging", "redactSensitive"], what: "writes secrets into the log" });
      if (!suppressions && (config.members("security", "audit", "suppressions").length > 0)) found.push({ path: ["security", "audit", "suppressions"], what: "hides findings of the gateway's own security audit" });
      return [...found, ...recordFindings(process.env["MOLTHUB_RECORD"])];
    },
  }),
});

/** A device keeps nothing. */
function recordFindings(file: string | undefined): Finding[] {
  return file === undefined || !/^\/(dev|proc)\//.test(file) ? [] : [{ path: ["record"], what: "(MOLTHUB_RECORD) is no file, so config writes are not recorded", remedy: "Unset MOLTHUB_RECORD, or name a file." }];
}
