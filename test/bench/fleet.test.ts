import { expect, it } from "vitest";
import { layersOf } from "../../bench/fleet.mts";
import { ConfigSchema, findProblems, render } from "../../sdk/config";

it("what the benchmark renders are valid documents of 12 KB with 5 agents, 12 bindings and 3 channels", () => {
  const release = { package: "openclaw", version: "2026.9.6" };
  const schema = ConfigSchema.of(release);
  const document = render(layersOf(7), { labels: { region: "eu" }, release, arrayKey: (path) => schema.arrayKeyAt(path), managed: true });
  expect(findProblems(document, schema)).toEqual([]);
  expect(JSON.stringify(document).length).toBeGreaterThan(12_000);
  const { agents, bindings, channels } = document as { agents: { entries: object }; bindings: unknown[]; channels: object };
  expect([Object.keys(agents.entries).length, bindings.length, Object.keys(channels).length]).toEqual([5, 12, 3]);
});
