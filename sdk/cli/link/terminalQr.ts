import { PNG } from "pngjs";
import { MolthubError } from "../../errors";

const prefix = "data:image/png;base64,";
// Around the code, in its own modules; scanners want some.
const quiet = 2;

/**
 * A QR code for a terminal, module by module as in its image: two of them a character, one above the other.
 *
 * @param dataUrl a PNG with nothing but the code on a light ground, as `web.login.start` gives it (openclaw 2026.9.6, clawdbot 2026.1.24-3)
 * @throws MolthubError `unreadable-qr`
 */
export function terminalQr(dataUrl: string): string {
  const modules = modulesOf(pictureOf(dataUrl));
  const size = modules.length;
  const light = (row: number, column: number): boolean => modules[row]?.[column] !== true;
  const lines = [];
  for (let row = -quiet; row < size + quiet; row += 2) {
    let line = "";
    for (let column = -quiet; column < size + quiet; column++) {
      const [upper, lower] = [light(row, column), light(row + 1, column)];
      line += upper ? (lower ? "█" : "▀") : lower ? "▄" : " ";
    }
    lines.push(line);
  }
  return lines.join("\n");
}

function pictureOf(dataUrl: string): PNG {
  try {
    if (!dataUrl.startsWith(prefix)) throw new Error("it is no PNG");
    return PNG.sync.read(Buffer.from(dataUrl.slice(prefix.length), "base64"));
  } catch {
    throw unreadable();
  }
}

/** True for each dark module, by row. */
function modulesOf({ width, height, data }: PNG): boolean[][] {
  const dark = (x: number, y: number): boolean => x < width && (data[(y * width + x) * 4] ?? 255) < 128;
  const first = Array.from({ length: width * height }, (_, at) => at).find((at) => dark(at % width, Math.floor(at / width)));
  if (first === undefined) throw unreadable();
  const [left, top] = [first % width, Math.floor(first / width)];
  // The code begins with the upper edge of a finder pattern, which is seven modules long.
  let edge = 0;
  while (dark(left + edge, top)) edge++;
  const module = edge / 7;
  let right = width - 1;
  while (!dark(right, top)) right--;
  const size = Math.round((right - left + 1) / module);
  if (!Number.isInteger(module) || size < 21 || (size - 17) % 4 !== 0) throw unreadable();
  const centre = (from: number, at: number): number => from + Math.floor((at + 0.5) * module);
  return Array.from({ length: size }, (_row, row) => Array.from({ length: size }, (_column, column) => dark(centre(left, column), centre(top, row))));
}

function unreadable(): MolthubError {
  return new MolthubError("unreadable-qr", "the bot's gateway gave a QR code that cannot be shown in a terminal. Link the bot in its Control UI.");
}
