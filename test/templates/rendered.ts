import { templates, type ConfigFragment, type LayerInput, type Templates } from "../../components";
import { sharedLayers } from "../../components/botLayers";
import { ConfigSchema, findProblems, render, type ConfigDocument, type GatewayRelease, type Layer, type Problem, type RenderedBot } from "../../sdk/config";

export type TemplateName = keyof Templates;

export const templateNames = Object.keys(templates) as TemplateName[];

/** One release of each line of the product. */
export const openclaw: GatewayRelease = { package: "openclaw", version: "2026.9.6" };
export const clawdbot: GatewayRelease = { package: "clawdbot", version: "2026.1.24-3" };

/** What no template says: the model. Shaped as the demo model of examples/local-fleet. */
export const model: ConfigFragment = {
  models: { providers: { demo: { baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", apiKey: "demo-model-needs-no-key", models: [{ id: "demo-1", name: "Demo model" }] } } },
  agents: { defaults: { model: { primary: "demo/demo-1" } } },
};

export function renderedBot(release: GatewayRelease, facts: Partial<RenderedBot> = {}): RenderedBot {
  const schema = ConfigSchema.of(release);
  return { labels: {}, release, arrayKey: (path) => schema.arrayKeyAt(path), managed: true, ...facts };
}

/** The layers of a bot: a template, and profiles over it. */
export function layersOf(name: TemplateName, ...profiles: LayerInput[]): Layer[] {
  return [...sharedLayers({ template: templates[name], profiles }).below];
}

/** The document of a bot with a template and a model. */
export function documentOf(name: TemplateName, release: GatewayRelease, ...profiles: LayerInput[]): ConfigDocument {
  return render(layersOf(name, model, ...profiles), renderedBot(release)) as ConfigDocument;
}

export function problemsOf(document: ConfigDocument, release: GatewayRelease): Problem[] {
  return findProblems(document, ConfigSchema.of(release));
}
