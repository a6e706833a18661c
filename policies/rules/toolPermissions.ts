import type { ConfigValue, Path } from "../../sdk/config";
import { agentsOf, channelPlaces } from "../evidence/agents";
import type { ConfigEvidence } from "../evidence/configEvidence";
import { owaspAgentic } from "../frameworks";
import { flagOption } from "../options";
import { defineRule, type Finding } from "../rule";

export const toolPermissions = defineRule({
  name: "tool-permissions",
  severity: "critical",
  description: "Nothing that is said to a bot runs a command on its host unless a person approved it.",
  why: "A bot does what it reads. openclaw 2026.9.6 runs any command of an agent that has the tool `exec` and is told nothing else; clawdbot 2026.1.24-3 does where there is no sandbox.",
  remedy: 'Set tools.exec.mode to "ask" (Clawdbot: tools.exec.host "gateway", security "allowlist"), or take `exec` from the bot by tools.profile or tools.deny.',
  evidence: "Of the document: tools.profile, allow, deny, exec and elevated, those of each agent, agents.defaults.sandbox, the group policies of channels, commands.bash. Not seen: the approvals file of a host, and what tools.byProvider and toolsBySender take away besides.",
  framework: owaspAgentic("ASI05", "Unexpected Code Execution"),
  options: {
    reviewed: flagOption(false, "True: a model may approve commands in place of a person (tools.exec.mode auto)."),
    elevated: flagOption(false, "True: senders who are named may leave the sandbox (tools.elevated). Wildcards stay refused."),
  },
  begin: () => ({
    config: (config, { reviewed, elevated }) => [
      ...[[], ...agentsOf(config)].flatMap((agent) => execFindings(config, agent, reviewed)),
      ...[[], ...agentsOf(config)].flatMap((agent) => elevatedFindings(config, agent, elevated)),
      ...openGroups(config),
      ...(config.value("commands", "bash") === true ? [{ path: ["commands", "bash"], what: "lets a chat run commands on the host", remedy: "Remove it." }] : []),
    ],
  }),
});

// Names by which a list of tools has `exec`.
const execNames = new Set(["exec", "bash", "group:runtime", "group:openclaw", "*"]);

/** True where an agent has the tool by which commands are run. The root is the agent that is given nothing of its own. */
function mayExec(config: ConfigEvidence, agent: Path): boolean {
  const places = agent.length === 0 ? [["tools"]] : [["tools"], [...agent, "tools"]];
  const has = (list: readonly string[] | undefined): boolean => list?.some((name) => execNames.has(name)) === true;
  if (places.some((tools) => has(config.list(...tools, "deny")))) return false;
  const profile = inherited(config, agent, "tools", "profile");
  const given = profile !== "minimal" && profile !== "messaging";
  const added = places.some((tools) => has(config.list(...tools, "alsoAllow")));
  const allows = places.flatMap((tools) => config.list(...tools, "allow") ?? []);
  const lists = places.filter((tools) => (config.list(...tools, "allow") ?? []).length > 0);
  return (given || added) && (lists.length === 0 || allows.some((name) => execNames.has(name)));
}

/** The agent's own value, or what all agents have. */
function inherited(config: ConfigEvidence, agent: Path, ...path: string[]): ConfigValue | undefined {
  const own = agent.length === 0 ? undefined : config.value(...agent, ...path);
  return own ?? config.value(...path);
}

function execFindings(config: ConfigEvidence, agent: Path, reviewed: boolean): Finding[] {
  const blind = config.unseen.length;
  if (!mayExec(config, agent)) return [];
  const at = (key: string): { path: string[]; value: ConfigValue | undefined } => ({ path: config.value(...agent, "tools", "exec", key) === undefined ? ["tools", "exec", key] : [...agent, "tools", "exec", key], value: inherited(config, agent, "tools", "exec", key) });
  const sandbox = (agent.length === 0 ? undefined : config.value(...agent, "sandbox", "mode")) ?? config.value("agents", "defaults", "sandbox", "mode");
  const found = config.release.package === "clawdbot" ? clawdbotExec(at, sandbox === "all") : openclawExec(at, sandbox === "all", reviewed);
  // What could not be seen is told by itself, and not also as missing.
  return found === undefined || config.unseen.length > blind ? [] : [found];
}

type At = (key: string) => { readonly path: string[]; readonly value: ConfigValue | undefined };

function openclawExec(at: At, isSandboxed: boolean, reviewed: boolean): Finding | undefined {
  const mode = at("mode");
  if (mode.value !== undefined) {
    const isKept = mode.value === "deny" || mode.value === "allowlist" || mode.value === "ask" || (reviewed && mode.value === "auto");
    return isKept ? undefined : { path: mode.path, what: "lets the bot run commands that no person approved" };
  }
  const security = at("security");
  if (security.value === "deny" || security.value === "allowlist" || at("ask").value === "always") return undefined;
  if (security.value !== undefined) return { path: security.path, what: "lets the bot run commands that no person approved" };
  return isSandboxed && at("host").value !== "gateway" ? undefined : { path: mode.path, what: "is not said, and the gateway then runs any command" };
}

function clawdbotExec(at: At, isSandboxed: boolean): Finding | undefined {
  const host = at("host");
  if (host.value !== "gateway" && host.value !== "node") {
    return isSandboxed ? undefined : { path: host.path, what: "is not the gateway, and without a sandbox for all any command then runs without approval" };
  }
  const security = at("security");
  return security.value !== "full" || at("ask").value === "always" ? undefined : { path: security.path, what: "lets the bot run commands that no person approved" };
}

function elevatedFindings(config: ConfigEvidence, agent: Path, allowed: boolean): Finding[] {
  const elevated = [...agent, "tools", "elevated"];
  if (config.value(...elevated, "enabled") === false) return [];
  return config.members(...elevated, "allowFrom").flatMap((path) => {
    const senders = config.list(...path) ?? [];
    if (senders.includes("*")) return [{ path, what: "lets anybody leave the sandbox", remedy: "Name the senders." }];
    return senders.length > 0 && !allowed ? [{ path, what: "lets senders leave the sandbox", remedy: "Remove it, or set the option `elevated`." }] : [];
  });
}

/** Groups that anybody may write in, before a bot that can run commands outside of a sandbox. */
function openGroups(config: ConfigEvidence): Finding[] {
  const agents = [[], ...agentsOf(config)];
  const isLoose = agents.some((agent) => mayExec(config, agent) && ((agent.length === 0 ? undefined : config.value(...agent, "sandbox", "mode")) ?? config.value("agents", "defaults", "sandbox", "mode") ?? "off") === "off");
  if (!isLoose) return [];
  return [["channels", "defaults"], ...channelPlaces(config)].flatMap((place) => {
    const groups = config.members(...place, "groups").map((group) => [...group, "groupPolicy"]);
    return [[...place, "groupPolicy"], ...groups].flatMap((path) => (config.value(...path) === "open" ? [{ path, what: "lets every group write to a bot that runs commands outside of a sandbox", remedy: 'Set it to "allowlist", or agents.defaults.sandbox.mode to "all".' }] : []));
  });
}
