import { describe, expect, it } from "vitest";
import { ConfigSchema, findProblems } from "../../../sdk/config";
import { allPieces, releases, type Line } from "./pools";

describe.each<Line>(["openclaw", "clawdbot"])("the documents of %s", (line) => {
  it("are valid, piece by piece", () => {
    const schema = ConfigSchema.of(releases[line]);
    expect(allPieces(line).flatMap((document) => findProblems(document, schema))).toEqual([]);
  });
});
