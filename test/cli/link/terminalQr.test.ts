import { describe, expect, it } from "vitest";
import { terminalQr } from "../../../sdk/cli/link/terminalQr";
import { modules, qrImage } from "./qrImage";

/** The modules that a terminal shows: dark ones are where nothing is printed. */
function shownModules(text: string): boolean[][] {
  return text.split("\n").flatMap((line) => [[...line].map((mark) => mark === "▄" || mark === " "), [...line].map((mark) => mark === "▀" || mark === " ")]);
}

describe("terminalQr", () => {
  it.each([
    ["six pixels a module", 6, 4],
    ["one", 1, 0],
    ["nine, and a narrow margin", 9, 1],
  ])("shows every module of an image of %s, with a light margin", (_what, scale, margin) => {
    const shown = shownModules(terminalQr(qrImage(modules, scale, margin)));
    expect(shown.slice(2, 23).map((row) => row.slice(2, 23))).toEqual(modules);
    for (const row of [shown[0], shown[1], shown[23], shown[24]]) expect(row).toEqual(Array.from({ length: 25 }, () => false));
    for (const row of shown) expect([row.slice(0, 2), row.slice(23)]).toEqual([[false, false], [false, false]]);
  });

  it.each([
    ["another kind of image", "data:image/svg+xml;base64,PHN2Zy8+"],
    ["a broken one", "data:image/png;base64,AAAA"],
    ["an empty one", qrImage([], 6, 4)],
    ["a picture of something else", qrImage([[true, false], [true, true]], 6, 4)],
  ])("refuses %s", (_what, image) => {
    expect(() => terminalQr(image)).toThrow("the bot's gateway gave a QR code that cannot be shown in a terminal. Link the bot in its Control UI.");
  });
});
