import fc from "fast-check";
import JSON5 from "json5";
import { expect, it } from "vitest";
import { json5Text } from "../../sdk/import/json5Text";
import { layers } from "../config/documents";

it("is read back as what it was, in the same order of keys", () => {
  fc.assert(
    fc.property(layers, (layer) => {
      expect(JSON.stringify(JSON5.parse(json5Text(layer)))).toBe(JSON.stringify(layer));
    }),
  );
  const texts = { quote: 'a "b" \'c\'', lines: "a\nb\r\n\u2028c", unicode: "🦞 ü", number: -0.25, large: 1e21, "key with spaces": "", "1": 1, $a_1: null };
  expect(JSON5.parse(json5Text(texts))).toEqual(texts);
});

it("has short things on one line, and keys without quotes where they need none", () => {
  const long = "x".repeat(150);
  expect(json5Text({ gateway: { mode: "local", port: 18789, auth: {} }, "a-b": [], list: [{ id: "a", text: long }, { id: "b", text: [long, long] }] })).toBe(`{
  gateway: { mode: "local", port: 18789, auth: {} },
  "a-b": [],
  list: [
    { id: "a", text: "${long}" },
    {
      id: "b",
      text: [
        "${long}",
        "${long}",
      ],
    },
  ],
}
`);
});
