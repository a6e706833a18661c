import { PNG } from "pngjs";

/** Made up, with the three corners that every code has; 21 modules, the smallest there is. */
export const modules: readonly boolean[][] = Array.from({ length: 21 }, (_row, row) => Array.from({ length: 21 }, (_column, column) => finder(row, column) ?? (row * 7 + column * 3) % 5 < 2));

/** The image of a code as a Gateway draws it: black on white, so many pixels a module, and a margin. */
export function qrImage(code: readonly (readonly boolean[])[] = modules, scale = 6, margin = 4): string {
  const side = (code.length + 2 * margin) * scale;
  const png = new PNG({ width: side, height: side });
  for (let at = 0; at < side * side; at++) {
    const [row, column] = [Math.floor(at / side / scale) - margin, Math.floor((at % side) / scale) - margin];
    const shade = code[row]?.[column] === true ? 0 : 255;
    png.data.set([shade, shade, shade, 255], at * 4);
  }
  return `data:image/png;base64,${PNG.sync.write(png).toString("base64")}`;
}

function finder(row: number, column: number): boolean | undefined {
  const corner = [[0, 0], [0, 14], [14, 0]].find(([top = 0, left = 0]) => row >= top - 1 && row <= top + 7 && column >= left - 1 && column <= left + 7);
  if (corner === undefined) return undefined;
  const [top = 0, left = 0] = corner;
  const ring = Math.max(Math.abs(row - top - 3), Math.abs(column - left - 3));
  return ring === 3 || ring <= 1;
}
