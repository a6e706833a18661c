import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(__dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

it.each(["README.md", "examples/local-fleet/README.md"])("%s links to files that exist", (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link ?? "");
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});

it("README shows the very program that npm start brings up, in 30 lines at most", () => {
  const shown = /```ts\n(.*?)```/s.exec(read("README.md"))?.[1] ?? "";
  expect(shown).toBe(read("examples/local-fleet/index.ts"));
  expect(shown.split("\n").length).toBeLessThanOrEqual(30);
});
