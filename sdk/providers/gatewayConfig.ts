import { applyConfig, readLive, type ConfigProof, type Connect, type LiveConfig } from "../apply";
import { digestOf, presentable, unchanged, withoutUnmanaged, type ConfigDocument } from "../config";
import { Deadline } from "../deadline";
import { messageOf, MolthubError } from "../errors";
import { connectGateway, GatewayError, type GatewayClient } from "../gateway";
import { checkGatewayConfig } from "./checkGatewayConfig";
import { changedProperties, holdsUnknown, withoutProperties } from "./equal";
import type { Properties, ResourceHandler } from "./handler";
import { gatewayConfigInputs, gatewayConfigOutputs, type BotConnection } from "./inputs";
import type { Lifeline } from "./lifeline";

const schemaVersion = 1;

// A change with a restart takes 10 s on a quiet machine, a minute on a busy one.
const applyWithinMs = 300_000;
const readWithinMs = 15_000;

/**
 * GatewayConfig: the document that one bot runs. Deleting it leaves the bot as it is.
 *
 * @param log told of a bot that cannot be seen
 */
export function gatewayConfig(lifeline: Lifeline, log: (line: string) => void): ResourceHandler {
  const apply = async (inputs: Properties, sealed: ConfigProof["sealed"], onlyAdds: boolean): Promise<Properties> => {
    const { bot, release, document, secretPaths, unmanaged, connection } = gatewayConfigInputs.parse(inputs);
    requireWritable(bot, release.package);
    const deadline = Deadline.after(applyWithinMs, `bot ${bot} to take its document`);
    const proof = await named(bot, () =>
      applyConfig(connector(connection, ["operator.admin"]), { bot, wanted: document, secretPaths, unmanaged, sealed, onlyAdds, mayWrite: () => lifeline.requireEngine() }, deadline),
    );
    return {
      ...withoutProperties(inputs, ["document", "impact"]),
      schemaVersion,
      digest: digestOf(withoutUnmanaged(document, unmanaged), secretPaths, connection.device.privateKey),
      changedPaths: proof.changedPaths,
      restarted: proof.restarted,
      bootId: proof.bootId,
      sealed: proof.sealed,
      observed: "complete",
      verifiedAt: new Date().toISOString(),
    };
  };
  return {
    check: checkGatewayConfig,
    diff: (_id, olds, news) => ({ changes: olds["observed"] !== "complete" || documentChanged(olds, news) || connectionChanged(olds, news) || changedProperties(olds, news, ["dataId", "secretPaths", "unmanaged", "release"]).length > 0 }),
    create: async (inputs) => ({ id: gatewayConfigInputs.parse(inputs).bot, outs: await apply(inputs, {}, isForeign(inputs)) }),
    read: async (id, outs) => ({ id, ...(await look(outs, log)) }),
    update: async (_id, olds, news) => {
      const before = gatewayConfigOutputs.parse(olds);
      // Another state directory knows nothing of what was written into the one before it.
      const known = before.dataId === news["dataId"];
      return { outs: await apply(news, known ? before.sealed : {}, !known && isForeign(news)) };
    },
    delete: async () => undefined,
  };
}

/** A bot that something else runs has a document that Molthub has not seen. */
function isForeign(inputs: Properties): boolean {
  return String(inputs["dataId"]).startsWith("external ");
}

/** Documents of Clawdbot are rendered, checked and planned; its way to take a document is another one. */
function requireWritable(bot: string, gatewayPackage: string): void {
  if (gatewayPackage === "openclaw") return;
  throw new MolthubError("unsupported-release", `bot ${bot}: this version of Molthub plans documents of ${gatewayPackage}, but cannot write them to a bot. Nothing was changed. Take the bot out of the program until it can, or look at it with \`pulumi preview\` only.`);
}

/** The live document as inputs, so that a drift is an ordinary difference. A bot that cannot be seen is said to be so, never thrown. */
async function look(outs: Properties, log: (line: string) => void): Promise<{ props: Properties; inputs?: Properties }> {
  const known = gatewayConfigOutputs.parse(outs);
  const key = known.connection.device.privateKey;
  let live: LiveConfig;
  let complete: boolean;
  try {
    ({ live, complete } = await withClient(connector(known.connection, ["operator.read"], "now"), seen));
  } catch (error) {
    log(`bot ${known.bot} cannot be seen (${messageOf(error)}): its config is taken to be as it was last known`);
    return { props: { ...outs, observed: "unreachable" } };
  }
  const observed = complete ? "complete" : "incomplete";
  if (live.document === undefined) return { props: { ...outs, digest: "invalid", observed } };
  const { bot, release, secretPaths, unmanaged, connection, dataId } = known;
  const shown = withoutUnmanaged(presentable(live.document, known.sealed, key), unmanaged);
  return {
    props: { ...outs, digest: digestOf(shown, secretPaths, key), observed },
    inputs: { bot, release, document: shown, secretPaths, ...(unmanaged.length > 0 && { unmanaged }), connection, dataId, impact: unchanged },
  };
}

/** The live config, and whether the bot is all there: its config in use, no part without its secret. */
async function seen(client: GatewayClient, deadline: Deadline): Promise<{ live: LiveConfig; complete: boolean }> {
  const live = await readLive(client, deadline);
  const { degradedSecretOwners } = await client.call("status", {}, deadline);
  return { live, complete: live.applied && degradedSecretOwners.length === 0 };
}

function documentChanged(olds: Properties, news: Properties): boolean {
  const document = withoutUnmanaged(news["document"] as ConfigDocument, (news["unmanaged"] as string[] | undefined) ?? []);
  const key = (olds["connection"] as BotConnection).device.privateKey;
  return olds["digest"] !== digestOf(document, (news["secretPaths"] as string[] | undefined) ?? [], key);
}

// In a preview, the connection of a bot whose host changes is not known: that alone changes nothing on the bot.
function connectionChanged(olds: Properties, news: Properties): boolean {
  return !holdsUnknown(news["connection"]) && changedProperties(olds, news, ["connection"]).length > 0;
}

function connector({ endpoint, token, device }: BotConnection, scopes: readonly string[], when: "now" | "patiently" = "patiently"): Connect {
  return (deadline) => connectGateway({ endpoint, token, device, scopes, deadline, ...(when === "patiently" && { patience: "startup" as const }) });
}

async function withClient<T>(connect: Connect, work: (client: GatewayClient, deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = Deadline.after(readWithinMs, "the gateway's config");
  const client = await connect(deadline);
  try {
    return await work(client, deadline);
  } finally {
    await client.close();
  }
}

/** Errors of the connection do not know the bot: add its name. */
async function named<T>(bot: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new GatewayError(error.code, `bot ${bot}: ${messageOf(error)}`, {}, { cause: error });
  }
}
