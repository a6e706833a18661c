import { cis } from "../frameworks";
import { flagOption } from "../options";
import { defineRule, type Finding } from "../rule";

// Their libraries use what Bun does not have.
const needsNode = ["whatsapp", "telegram"];

export const nodeRuntime = defineRule({
  name: "node-runtime",
  severity: "medium",
  description: "A gateway runs on a Node.js that its release is made for.",
  why: "WhatsApp and Telegram break on Bun in ways that show days later. An older Node.js than a release asks for starts and then fails at what it lacks.",
  remedy: "Run the bot on Node.js: the local target installs one that its release runs on.",
  evidence: "Of the component: the runtime of a bot that Molthub hosts (\"node\" means one that its release runs on: the installation sees to the version), and its channels. Of an external bot nothing is seen.",
  framework: cis("2.2", "Ensure Authorized Software is Currently Supported"),
  options: { external: flagOption(true, "False: refuses bots that something else runs, because nobody has seen their runtime.") },
  begin: () => ({
    bot: ({ host, channels }, { external }): Finding[] => {
      if (host === undefined) return external ? [] : [{ path: ["projection", "host"], what: "is missing: what runs this bot is not seen", remedy: "Let Molthub run it, or look yourself and set the option `external` to true." }];
      const runtime: string = host.runtime;
      const path = ["projection", "host", "runtime"];
      if (runtime === "node") return [];
      const broken = channels.find((channel) => needsNode.includes(channel));
      if (runtime === "bun") return broken === undefined ? [] : [{ path, what: `does not run ${broken} reliably` }];
      return [{ path, what: "is no runtime of a gateway" }];
    },
  }),
});
