import { applyConfig, liveDigest, usualPace, type ChangeObserver, type ConfigChange, type ConfigProof, type Connect, type KnownBase, type Pace } from "../../sdk/apply";
import { storedAs, type ConfigDocument, type GatewayRelease } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { connectGateway, createDevice } from "../../sdk/gateway";
import { startSimulator, type SimulatedGateway, type SimulatorOptions } from "../gateways/simulator";

export const openclaw: GatewayRelease = { package: "openclaw", version: "2026.9.6" };
export const clawdbot: GatewayRelease = { package: "clawdbot", version: "2026.1.24-3" };

/** For `describe.each`: what must hold of both product lines. */
export const bothLines: [line: string, release: GatewayRelease][] = [["openclaw", openclaw], ["clawdbot", clawdbot]];

/** Waits of a simulated gateway's length. */
export const simulatedPace: Pace = { ...usualPace, firstAnswer: 2_000, poll: 5, takeUp: 400, tellAgain: 20, answer: 1_000, restartBegins: 3_000, channels: 200, undo: 3_000 };

/** Key of the hashes in these tests. */
export const key = "key of the test";

export const device = createDevice();

/** A simulated bot that runs a document in the form in which its gateway stores it. */
export function startBot(release: GatewayRelease, document: ConfigDocument | undefined, more: Partial<SimulatorOptions> = {}): Promise<SimulatedGateway> {
  return startSimulator({ release, ...(document !== undefined && { document: storedAs(document, release) }), ...more });
}

export function connectTo({ endpoint, token }: SimulatedGateway): Connect {
  return (deadline) => connectGateway({ endpoint, token, device, scopes: ["operator.admin"], deadline, patience: "startup" });
}

/** What a transaction told its observer. */
export class Told implements ChangeObserver {
  readonly events: string[] = [];
  readonly paths: string[] = [];

  intent(paths: readonly string[]): void {
    this.events.push("intent");
    this.paths.push(...paths);
  }

  result(outcome: string): void {
    this.events.push(outcome);
  }
}

/** Brings a bot to a document, in the form in which its gateway stores it. */
export function applyTo(bot: SimulatedGateway, wanted: ConfigDocument, more: Partial<ConfigChange> = {}, told: ChangeObserver = new Told(), withinMs = 10_000): Promise<ConfigProof> {
  const { release } = bot;
  const change: ConfigChange = { bot: "alice", release, wanted: storedAs(wanted, release), secretPaths: [], unmanaged: [], environment: [], sealed: {}, onlyAdds: false, mayWrite: () => undefined, ...more };
  return applyConfig(connectTo(bot), change, told, Deadline.after(withinMs, "the test"), simulatedPace);
}

/** What a bot may run: these documents, the last one first. */
export function baseOf(release: GatewayRelease, documents: readonly ConfigDocument[], more: Partial<KnownBase> = {}): KnownBase {
  const facts = { secretPaths: [], unmanaged: [], sealed: {}, key, ...more };
  return { ...facts, digests: documents.map((document) => liveDigest(storedAs(document, release), facts)) };
}
