import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { Deadline } from "../../deadline";
import { messageOf, MolthubError } from "../../errors";
import { connectGateway, GatewayError, loopbackEndpoint } from "../../gateway";
import type { BotFiles } from "./botFiles";
import { startFailure } from "./failure";
import { runningGateway } from "./launch";
import type { LocalGatewaySpec } from "./spec";

// 15 to 60 s are usual; several gateways starting at once on two cores took 100 s.
const readyWithinMs = 300_000;
const signOfLifeMs = 30_000;
// Channels connect after the Gateway is up.
const channelsWithinMs = 15_000;

const readyAnswer = z.object({ ready: z.boolean(), failing: z.array(z.string()).optional() });

/**
 * Waits until the Gateway that was started is up: it answers `/readyz` and accepts our connection, from its own state directory. A dead
 * channel makes a Gateway call itself not ready for as long as it is dead (openclaw 2026.9.6); such a bot is up, and must be, so that its
 * config can be mended: it is named in the log, and judged by who looks at channels.
 *
 * @throws MolthubError `gateway-exited`, `not-ready`, `port-in-use`, with the last lines of the Gateway's log
 */
export async function waitUntilReady(spec: LocalGatewaySpec, files: BotFiles, log: (line: string) => void): Promise<void> {
  const deadline = Deadline.after(readyWithinMs, "the gateway to become ready");
  const begun = performance.now();
  let nextSign = signOfLifeMs;
  while (!(await isUp(spec, files, deadline))) {
    if (await isGone(files)) throw startFailure("gateway-exited", "its gateway exited while it started", spec, files);
    if (deadline.expired) throw startFailure("not-ready", `its gateway was not ready after ${String(readyWithinMs / 1000)} s`, spec, files);
    const waited = performance.now() - begun;
    if (waited > nextSign) {
      log(`bot ${spec.bot}: still starting after ${String(Math.round(waited / 1000))} s`);
      nextSign += signOfLifeMs;
    }
    await deadline.sleep(250);
  }
  const failing = await failingParts(spec.port);
  if (failing.length > 0) log(`bot ${spec.bot}: its gateway runs, but not all of it is ready: ${failing.join(", ")}`);
}

/** A process that just becomes another program has no environment for a moment, and looks like none of ours: look twice. */
async function isGone(files: BotFiles): Promise<boolean> {
  if (runningGateway(files) !== undefined) return false;
  await delay(500);
  return runningGateway(files) === undefined;
}

/** A port that answers is not yet our bot: only a hello with its token, from its state directory (told to admins only), is. */
async function isUp(spec: LocalGatewaySpec, files: BotFiles, deadline: Deadline): Promise<boolean> {
  if ((await readiness(spec.port)) === undefined) return false;
  let stateDir: string | undefined;
  try {
    const client = await connectGateway({ endpoint: loopbackEndpoint(spec.port), token: spec.token, scopes: ["operator.admin"], deadline });
    stateDir = client.hello.stateDir;
    await client.close();
  } catch (error) {
    // Still starting, or gone: the caller looks which.
    if (error instanceof GatewayError && (error.code === "unreachable" || error.code === "connection-lost")) return false;
    throw startFailure("not-ready", `its gateway does not accept a connection: ${messageOf(error)}`, spec, files);
  }
  if (stateDir === files.stateDir) return true;
  throw new MolthubError("port-in-use", `bot ${spec.bot}: the gateway on port ${String(spec.port)} is another one (its state is in ${stateDir ?? "an unknown place"}). Stop it, or give the bot another \`port:\`.`);
}

/** What the Gateway calls not ready, after a while for what comes up late. */
async function failingParts(port: number): Promise<readonly string[]> {
  // A busy Gateway may leave the last question open.
  let told: readonly string[] = ["it does not say what"];
  for (const deadline = Deadline.after(channelsWithinMs, "channels"); ; await deadline.sleep(500)) {
    const answer = await readiness(port);
    if (answer?.ready === true) return [];
    told = answer?.failing ?? told;
    if (deadline.remainingMs < 500) return told;
  }
}

/**
 * What the Gateway says of its readiness, or undefined when nobody says so. The body counts, not the status: with its web page on, a Gateway
 * answers 200 to any path (`GET /readyz`, openclaw 2026.9.6).
 */
async function readiness(port: number): Promise<z.infer<typeof readyAnswer> | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${String(port)}/readyz`, { signal: AbortSignal.timeout(5_000) });
    return readyAnswer.parse(await response.json());
  } catch {
    return undefined;
  }
}
