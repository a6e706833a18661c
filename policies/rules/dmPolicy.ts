import { channelPlaces } from "../evidence/agents";
import { owaspAgentic } from "../frameworks";
import { namesOption } from "../options";
import { defineRule, type Finding } from "../rule";

export const dmPolicy = defineRule({
  name: "dm-policy",
  severity: "high",
  description: "A bot answers direct messages of people it was introduced to, and of nobody else.",
  why: "Whoever may write to a bot may try to talk it into something, with all the tools and memory that it has.",
  remedy: 'Set the channel\'s dmPolicy (or dm.policy) to "pairing", "allowlist" or "disabled", and name the senders in allowFrom.',
  evidence: "Of the document: dmPolicy, dm.policy, allowFrom and dm.allowFrom of every channel and account. What is not said is \"pairing\" (both lines). Not seen: whom a person paired with the bot.",
  framework: owaspAgentic("ASI01", "Agent Goal Hijack"),
  options: { open: namesOption([], "Channels that may answer everybody, as in slack.") },
  begin: () => ({
    config: (config, { open }) =>
      channelPlaces(config)
        .filter(([, channel = ""]) => !open.includes(channel))
        .flatMap((place) => [place, [...place, "dm"]].flatMap((holder): Finding[] => {
          const policy = [...holder, holder.at(-1) === "dm" ? "policy" : "dmPolicy"];
          const value = config.value(...policy);
          const isClosed = value === undefined || value === "pairing" || value === "allowlist" || value === "disabled";
          const senders = config.list(...holder, "allowFrom") ?? [];
          return [
            ...(isClosed ? [] : [{ path: policy, what: "lets everybody write to the bot" }]),
            ...(senders.includes("*") && value !== "disabled" ? [{ path: [...holder, "allowFrom"], what: "names everybody" }] : []),
          ];
        })),
  }),
});
