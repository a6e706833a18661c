import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { hideShapes } from "../config";
import { Deadline } from "../deadline";
import { mask } from "../secrets";
import { stackBot } from "./stackBots";
import { withBot } from "./withBot";

const pollEveryMs = 1_000;
const firstLines = 100;

// A line of the Gateway's log (openclaw 2026.9.6), as far as a person wants it.
const logLine = z.object({ time: z.string(), message: z.string(), _meta: z.object({ logLevelName: z.string() }) });

/** `molthub logs <bot>`: the end of the bot's own log, and with `follow` what comes. Secrets that we know of are masked, and what has the shape of one. */
export async function logs(name: string, options: { stack?: string; json?: boolean; follow?: boolean }): Promise<boolean> {
  const found = await stackBot(options.stack, name);
  const { bot, secrets } = found;
  return withBot(found, ["operator.read"], Deadline.after(15_000, `bot ${bot}`), async (client) => {
    let cursor: number | undefined;
    for (;;) {
      const page = await client.call("logs.tail", cursor === undefined ? { limit: firstLines } : { cursor });
      cursor = page.cursor;
      for (const line of page.lines) console.log(hideShapes(options.json === true ? mask(line, secrets.map(asJsonText)) : mask(readable(line), secrets)));
      if (options.follow !== true) return true;
      await delay(pollEveryMs);
    }
  });
}

/** How a secret stands inside JSON text. */
function asJsonText(secret: string): string {
  return JSON.stringify(secret).slice(1, -1);
}

function readable(line: string): string {
  try {
    const { time, message, _meta } = logLine.parse(JSON.parse(line));
    return `${time} ${_meta.logLevelName.padEnd(5)} ${message}`;
  } catch {
    return line;
  }
}
