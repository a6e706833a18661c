import type { Layer } from "@molthub/pulumi/sdk";

const agents = ["triage", "billing", "research", "writer", "ops"];
const channels = ["slack", "telegram", "discord"];

// 12 KB of what bots really have: 5 agents, 12 bindings, 3 channels, a model provider, and texts.
const prompt = "Answer in the language of the question, name your sources, and hand over to a person when you are not sure. ".repeat(13);

/** The layers of one bot of a big fleet: template, three profiles, an overlay of its own. */
export function layersOf(bot: number): Layer[] {
  return [
    {
      name: "template",
      config: {
        agents: {
          ownership: "explicit",
          defaults: { model: { primary: "demo/large", fallbacks: ["demo/small"] }, thinkingDefault: "low", maxConcurrent: 4, heartbeat: { every: "30m", prompt } },
          entries: Object.fromEntries(agents.map((id) => [id, { name: id, description: `${id}: ${prompt}`, identity: { name: id, emoji: "🦞" }, tools: { profile: "messaging", deny: ["exec", "browser"] } }])),
        },
        models: { providers: { demo: { baseUrl: "https://models.example.com/v1", apiKey: "${DEMO_API_KEY}", api: "openai-completions", models: ["large", "small"].map((id) => ({ id, name: id })) } } },
        tools: { profile: "messaging", deny: ["browser"] },
        logging: { level: "info" },
      },
      locked: ["tools.profile"],
    },
    { name: "profiles[0]", config: { channels: Object.fromEntries(channels.map((id) => [id, { enabled: true, groupPolicy: "allowlist", allowFrom: Array.from({ length: 40 }, (_, at) => `U${String(at).padStart(9, "0")}`) }])) } },
    { name: "profiles[1]", config: { session: { dmScope: "per-channel-peer" }, messages: { ackReactionScope: "direct" } }, selector: { matchLabels: { region: "eu" } } },
    { name: "profiles[2]", config: {}, append: { bindings: Array.from({ length: 12 }, (_, at) => ({ agentId: agents[at % agents.length], match: { channel: channels[at % channels.length], accountId: `account-${String(at)}` } })) } },
    { name: "overlay", config: { messages: { responsePrefix: `[bot-${String(bot)}]` }, channels: { slack: { allowFrom: [`U${String(bot)}`] } } } },
  ];
}
