import pc from "picocolors";
import type { ShownLine } from "./upProgress";

/** Where lines go. */
export interface ScreenStreams {
  readonly out: { write(text: string): unknown; readonly columns?: number };
  readonly error: { write(text: string): unknown };
  /** True for a terminal: the lines that say where it is are drawn anew in place. */
  readonly redraws: boolean;
}

/** Shows how something goes: a terminal has a few lines that change, anything else every line as it comes, without control codes. */
export class Screen {
  private drawn: readonly string[] = [];

  constructor(private readonly streams: ScreenStreams) {}

  /** On our own stdout and stderr. */
  static ofProcess(): Screen {
    const { stdout, stderr, env } = process;
    return new Screen({ out: stdout, error: stderr, redraws: stdout.isTTY && stderr.isTTY && (env["CI"] ?? "") === "" && env["TERM"] !== "dumb" });
  }

  /** @param board the lines that say where it is now */
  show(lines: readonly ShownLine[], board: readonly string[]): void {
    const { redraws } = this.streams;
    const stays = redraws ? lines.filter(({ weight }) => weight !== "passing") : lines;
    if (!redraws) {
      this.write(stays);
      return;
    }
    // A terminal that does not know its width says 0.
    const width = (this.streams.out.columns || 80) - 1;
    const next = board.map((line) => line.replaceAll("\n", " ").slice(0, width));
    if (stays.length === 0 && next.join("\n") === this.drawn.join("\n")) return;
    this.clear();
    this.write(stays);
    for (const line of next) this.streams.out.write(`${line}\n`);
    this.drawn = next;
  }

  /** Takes the lines that change away, and shows what is left to say. */
  end(lines: readonly ShownLine[]): void {
    this.clear();
    this.write(lines);
  }

  private write(lines: readonly ShownLine[]): void {
    for (const { text, weight } of lines) {
      if (weight === "aside") this.streams.error.write(`${text}\n`);
      else if (weight === "error") this.streams.error.write(`${pc.red("error:")} ${text}\n`);
      else this.streams.out.write(`${text}\n`);
    }
  }

  private clear(): void {
    if (this.drawn.length > 0) this.streams.out.write(`\u001B[${String(this.drawn.length)}A\u001B[J`);
    this.drawn = [];
  }
}
