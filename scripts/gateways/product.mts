import path from "node:path";

/** What differs between the product lines for somebody who installs and starts a Gateway. */
export interface Product {
  /** The program, in the installed package. */
  readonly program: string;
  /** Prefix of its environment variables. */
  readonly prefix: string;
  /** More of them, without the prefix. */
  readonly env: Readonly<Record<string, string>>;
  readonly configFile: string;
  /** Arguments that start it in the foreground. */
  readonly run: readonly string[];
  /** Limit of its JavaScript heap in MiB. */
  readonly heapMb: number;
  /** Dependencies that npm cannot install as they are asked for, or that are not worth their size. */
  readonly overrides: Readonly<Record<string, string>>;
}

const products: Readonly<Record<string, Product>> = {
  openclaw: {
    program: "openclaw.mjs",
    prefix: "OPENCLAW",
    // Where a channel's network does not answer, not even with a refusal, a restart takes ten minutes (2026.9.6).
    env: { SKIP_CHANNELS: "1", OFFLINE: "1" },
    configFile: "openclaw.json",
    run: ["gateway", "run"],
    // It takes some MiB for good with every write and every restart: a run of tests makes dozens (2026.9.6).
    heapMb: 1_024,
    overrides: {},
  },
  clawdbot: {
    program: path.join("dist", "entry.js"),
    prefix: "CLAWDBOT",
    // A channel that does not reach its network ends the process (2026.1.24-3).
    env: { SKIP_CHANNELS: "1" },
    configFile: "clawdbot.json",
    // With `gateway run`, flags that follow are ignored.
    run: ["gateway"],
    // It compiles its plugins at the first start after it was installed: 512 MiB are not enough for that (2026.1.24-3).
    heapMb: 1_536,
    // libsignal is asked for from a git server, linkedom in a version whose dependency is not published. The rest are builds of an optional
    // package for graphics cards: 0.7 GB that nobody here needs.
    overrides: {
      libsignal: "6.0.0",
      linkedom: "0.18.12",
      ...Object.fromEntries(["cuda", "cuda-ext", "vulkan"].map((card) => [`@node-llama-cpp/linux-x64-${card}`, "npm:empty-npm-package@1.0.0"])),
    },
  },
};

/** @throws Error naming the packages there are */
export function productOf(packageName: string): Product {
  const product = Object.hasOwn(products, packageName) ? products[packageName] : undefined;
  if (product === undefined) throw new Error(`${packageName} is not a Gateway that is known here. Use ${Object.keys(products).join(" or ")}.`);
  return product;
}
