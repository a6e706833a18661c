import type { RenderedBot } from "../../sdk/config";

/** A bot that Molthub hosts, of which nothing matters but what a test says. */
export function renderedBot(facts: Partial<RenderedBot> = {}): RenderedBot {
  return { labels: {}, release: { package: "openclaw", version: "2026.9.6" }, arrayKey: () => undefined, managed: true, ...facts };
}
