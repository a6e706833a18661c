import path from "node:path";

/** What differs between the product lines for somebody who installs, starts and asks a Gateway. */
export interface Product {
  /** The program, in the installed package. */
  readonly program: string;
  /** Prefix of its environment variables. */
  readonly prefix: string;
  readonly configFile: string;
  /** Arguments that start it in the foreground. */
  readonly run: readonly string[];
  /** Top-level keys with which it starts, and knows all that it can know. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Dependencies that npm cannot install as they are asked for. */
  readonly overrides: Readonly<Record<string, string>>;
}

// Clawdbot knows the keys of a channel only while its plugin is enabled (2026.1.24-3); OpenClaw knows all of them.
const channelPlugins = ["bluebubbles", "discord", "googlechat", "imessage", "line", "matrix", "mattermost", "msteams", "nextcloud-talk", "nostr", "signal", "slack", "telegram", "tlon", "whatsapp", "zalo", "zalouser"];

const products: Readonly<Record<string, Product>> = {
  openclaw: {
    program: "openclaw.mjs",
    prefix: "OPENCLAW",
    configFile: "openclaw.json",
    run: ["gateway", "run"],
    config: { update: { checkOnStart: false }, models: { catalogRefresh: { enabled: false } } },
    overrides: {},
  },
  clawdbot: {
    program: path.join("dist", "entry.js"),
    prefix: "CLAWDBOT",
    configFile: "clawdbot.json",
    // With `gateway run`, flags that follow are ignored.
    run: ["gateway"],
    config: { update: { checkOnStart: false }, plugins: { entries: Object.fromEntries(channelPlugins.map((id) => [id, { enabled: true }])) } },
    // libsignal is asked for from a git server, linkedom in a version whose dependency is not published.
    overrides: { libsignal: "6.0.0", linkedom: "0.18.12" },
  },
};

/** @throws Error naming the packages there are */
export function productOf(packageName: string): Product {
  const product = Object.hasOwn(products, packageName) ? products[packageName] : undefined;
  if (product === undefined) throw new Error(`${packageName} is not a Gateway that can be captured. Use ${Object.keys(products).join(" or ")}.`);
  return product;
}
