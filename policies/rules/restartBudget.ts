import { nist } from "../frameworks";
import { countOption } from "../options";
import { defineRule, type Finding } from "../rule";

export const restartBudget = defineRule({
  name: "restart-budget",
  severity: "medium",
  description: "One change restarts no more bots than was agreed.",
  why: "A bot that restarts drops what it is doing, for 15 seconds to a minute. A harmless looking line in a template restarts a whole fleet at once.",
  remedy: "Change fewer bots at once (`pulumi up --target`, a selector), take what restarts out of the change (`molthub plan` shows it), or raise the option `restarts` for this change.",
  evidence: "The planned impact of every bot's document and host, which the provider computes before anything is written. A new bot, and one that is down, restarts nothing. Judged bot after bot: every bot over the budget is named.",
  framework: nist("CM-4", "Impact Analyses"),
  options: { restarts: countOption(10, "How many bots may restart in one change.") },
  begin: () => {
    const restarting = new Map<string, { readonly kind: string; readonly position: number }>();
    const judge = (kind: string, impact: { readonly class: string } | undefined, budget: number, instance: string): Finding[] => {
      if (impact === undefined) return [{ path: ["impact"], what: "is missing, so this rule cannot judge the bot", remedy: "Run with the Molthub that this pack is of." }];
      if (impact.class !== "restart") return [];
      // A bot whose host and document both change restarts once, and is told once.
      const known = restarting.get(instance) ?? { kind, position: restarting.size + 1 };
      restarting.set(instance, known);
      return known.kind === kind && known.position > budget ? [{ path: ["impact"], what: `makes it bot ${String(known.position)} that restarts in this change; the budget is ${String(budget)}` }] : [];
    };
    return {
      host: ({ impact }, { restarts }, { instance }) => judge("host", impact, restarts, instance),
      config: ({ impact }, { restarts }, { instance }) => judge("config", impact, restarts, instance),
    };
  },
});
