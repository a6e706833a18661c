import { listenerOn } from "@molthub/pulumi/sdk";
import { botNames, pulumi, stack } from "./stack.mts";

/** What the first start decides, once, and writes to the stack's configuration. */
export interface Choices {
  readonly model: string;
  /** Port of the first bot; the others follow. */
  readonly port: number;
  readonly demoModelUrl: string | undefined;
}

interface Cli {
  readonly command: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

// With one of these in the environment of the first start, the bots use that provider.
const providerKeys = { anthropic: "ANTHROPIC_API_KEY", openai: "OPENAI_API_KEY" };

// Below the range that Linux hands out to clients. Random, so that two clones on one machine do not meet.
const lowestPort = 19_000;
const portSpan = 12_000;

/** The choices of this stack: read from its configuration, made at the first start. A shell without a key never changes them. */
export async function ensureChoices({ command, ...options }: Cli, log: (line: string) => void): Promise<Choices> {
  await pulumi(command, ["stack", "select", "--create"], options);
  const config = await readConfig(command, options);
  const choices = { model: config.get("model"), port: config.get("port"), demoModelUrl: config.get("demoModelUrl") };
  const set = (name: string, value: string): Promise<string> => pulumi(command, ["config", "set", "--plaintext", name, value], options);
  if (choices.model === undefined) {
    choices.model = await chooseModel(command, options);
    await set("model", choices.model);
    log(choices.model === "demo" ? "The bots will use the demo model, which repeats what it is asked." : `The bots will use ${choices.model}, with the key from this shell (kept encrypted in the stack's configuration).`);
  }
  // The demo model comes before the bots' own ports: behind them there is room for more bots.
  if (choices.port === undefined) await set("port", (choices.port = String(freePorts(botNames.length + 1) + 1)));
  if (choices.model === "demo" && choices.demoModelUrl === undefined) await set("demoModelUrl", (choices.demoModelUrl = `http://127.0.0.1:${Number(choices.port) - 1}/v1`));
  return { model: choices.model, port: Number(choices.port), demoModelUrl: choices.model === "demo" ? choices.demoModelUrl : undefined };
}

async function chooseModel(command: string, options: Omit<Cli, "command">): Promise<string> {
  for (const [model, variable] of Object.entries(providerKeys)) {
    const key = process.env[variable];
    if (key === undefined || key === "") continue;
    // By standard input: the arguments of a process can be seen by others.
    await pulumi(command, ["config", "set", "apiKey", "--secret"], { ...options, input: key });
    return model;
  }
  return "demo";
}

async function readConfig(command: string, options: Omit<Cli, "command">): Promise<Map<string, string>> {
  const config = JSON.parse(await pulumi(command, ["config", "--json"], options)) as Record<string, { value?: string }>;
  return new Map(Object.entries(config).flatMap(([key, { value }]) => (value === undefined ? [] : [[key.slice(key.indexOf(":") + 1), value] as const])));
}

/** The first of `count` neighbouring ports that nobody listens on. */
function freePorts(count: number): number {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = lowestPort + Math.floor(Math.random() * portSpan);
    if (Array.from({ length: count }, (_, at) => first + at).every((port) => listenerOn(port) === undefined)) return first;
  }
  throw new Error(`No ${count} free neighbouring ports were found from ${lowestPort} to ${lowestPort + portSpan}. Set one: npm run pulumi -- config set port <number> --stack ${stack}`);
}
