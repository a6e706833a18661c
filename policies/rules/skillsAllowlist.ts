import { isInsideInstance } from "../evidence/instancePaths";
import { agentsOf } from "../evidence/agents";
import type { ConfigEvidence } from "../evidence/configEvidence";
import { owaspAgentic } from "../frameworks";
import { flagOption, namesOption } from "../options";
import { defineRule, type Finding } from "../rule";

export const skillsAllowlist = defineRule({
  name: "skills-allowlist",
  severity: "high",
  description: "A bot has the skills that somebody chose, from its own folder.",
  why: "A skill is instructions and programs that a bot follows. Without a list it has all that its release brings, and those of a shared folder change under it.",
  remedy: "List the skills in skills.allowBundled; none: [].",
  evidence: "Of the document: skills.allowBundled, skills.entries, skills.load, skills.install, skills.workshop and the skills of agents. Not seen: what already lies in the bot's workspace.",
  framework: owaspAgentic("ASI04", "Agentic Supply Chain Vulnerabilities"),
  options: {
    skills: namesOption([], "The skills that bots may have. Empty: any that is listed by name."),
    uploads: flagOption(false, "True: operators may upload skills, and bots may take up skills of their own without approval."),
  },
  begin: () => ({
    config: (config, { skills, uploads }) => [...bundled(config, skills), ...entries(config, skills), ...ofAgents(config, skills), ...folders(config), ...(uploads ? [] : takenUp(config))],
  }),
});

function bundled(config: ConfigEvidence, allowed: readonly string[]): Finding[] {
  const path = ["skills", "allowBundled"];
  const blind = config.unseen.length;
  const list = config.list(...path);
  if (list === undefined) return config.unseen.length > blind ? [] : [{ path, what: "is not said, so every skill of the release is there" }];
  return notAllowed(path, list, allowed);
}

function entries(config: ConfigEvidence, allowed: readonly string[]): Finding[] {
  return config.members("skills", "entries").flatMap((path) => (config.value(...path, "enabled") === false ? [] : notAllowed(path, [path.at(-1) ?? ""], allowed)));
}

function ofAgents(config: ConfigEvidence, allowed: readonly string[]): Finding[] {
  return [["agents", "defaults"], ...agentsOf(config)].flatMap((agent) => notAllowed([...agent, "skills"], config.list(...agent, "skills") ?? [], allowed));
}

function notAllowed(path: readonly string[], names: readonly string[], allowed: readonly string[]): Finding[] {
  if (names.some((name) => name.includes("*"))) return [{ path, what: "names skills by a wildcard", remedy: "Name each skill." }];
  const isStranger = (name: string): boolean => allowed.length > 0 && !allowed.includes(name);
  return names.some(isStranger) ? [{ path, what: "has a skill that is not on the list", remedy: "Remove it, or add it to the option `skills`." }] : [];
}

function folders(config: ConfigEvidence): Finding[] {
  return ["extraDirs", "allowSymlinkTargets"].flatMap((key) =>
    config.members("skills", "load", key).flatMap((path) => (isInsideInstance(config.written(...path)) || isUnseen(config, path) ? [] : [{ path, what: "is a folder outside of the bot's own", remedy: "Copy the skills into the bot's state directory." }])),
  );
}

function isUnseen(config: ConfigEvidence, path: readonly string[]): boolean {
  return config.unseen.some((finding) => finding.path.join("\0") === path.join("\0"));
}

function takenUp(config: ConfigEvidence): Finding[] {
  const found: Finding[] = [];
  if (config.value("skills", "install", "allowUploadedArchives") === true) found.push({ path: ["skills", "install", "allowUploadedArchives"], what: "lets skills be uploaded past the program", remedy: "Remove it." });
  for (const [path, value] of [
    [["skills", "workshop", "autonomous", "mode"], "auto"],
    [["skills", "workshop", "approvalPolicy"], "auto"],
  ] as const) {
    if (config.value(...path) === value) found.push({ path, what: "lets the bot take up skills of its own, which nobody looked at", remedy: "Remove it." });
  }
  return found;
}
