import type * as pulumi from "@pulumi/pulumi";
import type { ConfigFragment } from "@molthub/pulumi";

/** What a choice of model adds to every bot: a layer of configuration, and the environment secrets that it refers to. */
export interface ChosenModel {
  layer: ConfigFragment;
  env: Record<string, pulumi.Input<string>>;
}

/** The model that the stack's configuration names: `demo`, `anthropic` or `openai`. */
export function chosenModel(config: pulumi.Config): ChosenModel {
  const model = config.require("model");
  switch (model) {
    case "demo":
      return { layer: { models: { providers: { demo: demoProvider(config.require("demoModelUrl")) } }, ...primary("demo/demo-1") }, env: {} };
    case "anthropic":
      return { layer: primary(config.get("modelId") ?? "anthropic/claude-sonnet-4-6"), env: { ANTHROPIC_API_KEY: config.requireSecret("apiKey") } };
    case "openai":
      return { layer: primary(config.get("modelId") ?? "openai/gpt-5.5"), env: { OPENAI_API_KEY: config.requireSecret("apiKey") } };
    default:
      throw new Error(`model: ${JSON.stringify(model)} is not known. Set it to demo, anthropic or openai: npm run pulumi -- config set model demo`);
  }
}

function primary(model: string): ConfigFragment {
  return { agents: { defaults: { model: { primary: model } } } };
}

// The demo model checks no key, but the Gateway wants one for every provider.
function demoProvider(baseUrl: string): ConfigFragment {
  return { baseUrl, api: "openai-completions", apiKey: "demo-model-needs-no-key", models: [{ id: "demo-1", name: "Demo model" }] };
}
