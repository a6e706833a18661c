import { lt, valid } from "semver";
import { hideShapes, requireKnownRelease, type ConfigDocument, type GatewayRelease } from "../../config";
import { Deadline } from "../../deadline";
import { messageOf, MolthubError } from "../../errors";
import { connectGateway, dialectOf, GatewayError, issueTexts, packageSpeaking, withClient, type GatewayClient } from "../../gateway";
import { importDocument, type ImportedBot } from "../../import";
import { mask } from "../../secrets";
import type { AskedBot } from "./askedBots";

const readWithinMs = 30_000;

// The version with which Clawdbot became OpenClaw.
const firstOpenClaw = "2026.1.29";

/**
 * Reads a bot. Nothing is written to it: also no device is made known to it, for a Gateway keeps those that it was shown (clawdbot
 * 2026.1.24-3). Without one, Gateways grant what is asked for on their own loopback.
 *
 * @throws MolthubError naming the bot, what is wrong and what to do
 */
export async function readBot(asked: AskedBot): Promise<ImportedBot> {
  const { bot, address } = asked;
  const deadline = Deadline.after(readWithinMs, `the config of bot ${bot}`);
  const { release, parsed } = await explained(asked, () => askBot(asked, deadline));
  return { bot, address, release, ...importDocument(bot, release, parsed) };
}

interface Answer {
  readonly release: GatewayRelease;
  readonly parsed: ConfigDocument;
}

async function askBot(asked: AskedBot, deadline: Deadline): Promise<Answer> {
  const protocol = await connected(asked, ["operator.read"], deadline, async ({ hello }) => hello.protocol);
  const { readScopes } = dialectOf({ package: packageSpeaking(protocol) ?? "openclaw" });
  return connected(asked, readScopes, deadline, async (client) => {
    const release = await releaseOf(client, deadline);
    requireKnownRelease(release, `bot ${asked.bot}`);
    return { release, parsed: await configOf(asked.bot, client, deadline) };
  });
}

function connected<T>({ address, token }: AskedBot, scopes: readonly string[], deadline: Deadline, work: (client: GatewayClient) => Promise<T>): Promise<T> {
  return withClient(() => connectGateway({ endpoint: { transport: "direct", address }, token, scopes, deadline }), work);
}

/** Clawdbot, and the first release under the name of OpenClaw, call themselves "dev" and tell their version with their schema. */
async function releaseOf(client: GatewayClient, deadline: Deadline): Promise<GatewayRelease> {
  const told = client.hello.version;
  const version = told === "dev" ? (await client.call("config.schema", {}, deadline)).version : told;
  return { package: valid(version) !== null && lt(version, firstOpenClaw) ? "clawdbot" : "openclaw", version };
}

async function configOf(bot: string, client: GatewayClient, deadline: Deadline): Promise<ConfigDocument> {
  const { exists, valid: isValid, issues, parsed } = await client.call("config.get", {}, deadline);
  if (!exists) throw new MolthubError("no-config", `bot ${bot}: its gateway has no config file, so there is nothing to import. Write one there, or leave the bot out.`);
  if (isValid && parsed !== null) return parsed as ConfigDocument;
  const found = issueTexts(issues).join("; ");
  throw new MolthubError("invalid-config", `bot ${bot}: its gateway calls its config file invalid: ${hideShapes(found)}. Mend the file, then import the bot.`);
}

/** Errors of the connection know neither the bot nor what its owner can do. */
async function explained<T>({ bot, token, tokenVariable }: AskedBot, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const remedy = remedies[error.code]?.(tokenVariable);
    throw new MolthubError(error.code, `bot ${bot}: ${mask(messageOf(error), [token])}${remedy === undefined ? "" : `. ${remedy}`}`, { cause: error });
  }
}

const approval = (): string =>
  "The gateway wants to approve whoever comes from outside. Come from its own machine instead: open a tunnel to it, as in `ssh -N -L 18789:127.0.0.1:18789 <its machine>`, and give the tunnel's address, as in ws://127.0.0.1:18789. The program will need the tunnel, too.";

const remedies: Readonly<Record<string, (tokenVariable: string) => string>> = {
  unreachable: () => "Is the gateway running, and is that its address? Nothing was written.",
  unauthorized: (tokenVariable) => `${tokenVariable} is not this gateway's token. It is in its config file at gateway.auth.token, or in its environment (OPENCLAW_GATEWAY_TOKEN, CLAWDBOT_GATEWAY_TOKEN).`,
  "not-paired": approval,
  "device-rejected": approval,
  "missing-scope": approval,
};
