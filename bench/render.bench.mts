import { ConfigSchema, findProblems, render, type RenderedBot } from "@molthub/pulumi/sdk";
import { layersOf } from "./fleet.mts";
import { measure, type Measured } from "./measure.mts";

export const name = "render and validate 500 bots of 12 KB, five layers each";
export const floorName = "parse and print the same documents as JSON";

/** More CPU than this fails, on whatever machine; the ratio is what is compared over time. */
export const boundMs = 2_000;

export function run(): Measured {
  const release = { package: "openclaw", version: "2026.9.6" };
  const schema = ConfigSchema.of(release);
  const bot: RenderedBot = { labels: { region: "eu" }, release, arrayKey: (path) => schema.arrayKeyAt(path), managed: true };
  const fleet = Array.from({ length: 500 }, (_, at) => layersOf(at));
  const texts = fleet.map((layers) => JSON.stringify(render(layers, bot)));
  const [first = ""] = texts;
  if (first.length < 12_000 || findProblems(JSON.parse(first) as Record<string, unknown>, schema).length > 0) throw new Error("these are not valid documents of 12 KB");
  return measure(
    () => {
      for (const layers of fleet) if (findProblems(render(layers, bot), schema).length > 0) throw new Error("invalid");
    },
    () => {
      for (const text of texts) JSON.stringify(JSON.parse(text));
    },
  );
}
