import { unstamped, type ConfigDocument } from "../../../sdk/config";
import { loopbackEndpoint } from "../../../sdk/gateway";
import { clawdbot } from "./clawdbot";
import { ConfigFile, fileText } from "./configFile";
import { FaultPlan } from "./faults";
import { GatewayProcess } from "./gatewayProcess";
import type { ProductLine } from "./line";
import { openclaw } from "./openclaw";
import type { Settings, SimulatedGateway, SimulatorOptions } from "./options";
import { listen } from "./server";

const lines: Readonly<Record<string, ProductLine>> = { "openclaw 2026.9.6": openclaw, "clawdbot 2026.1.24-3": clawdbot };

const realWindowMs = 60_000;
const defaultPace = 0.001;

/**
 * Starts a gateway that is no process: its config file is a variable, and it answers as the real ones of its product line do, at a
 * thousand times their pace. For tests of what a real one cannot be made to do, or takes too long for.
 *
 * @example
 * const gateway = await startSimulator({ release: { package: "openclaw", version: "2026.9.6" }, document, faults: [{ at: { write: 1 }, do: "die-after-persist" }] });
 * afterEach(() => gateway.stop());
 */
export async function startSimulator(options: SimulatorOptions): Promise<SimulatedGateway> {
  const { release } = options;
  const line = lines[`${release.package} ${release.version}`];
  if (line === undefined) throw new Error(`${release.package} ${release.version} is not simulated; there are ${Object.keys(lines).join(", ")}`);
  const file = new ConfigFile();
  if (options.document !== undefined) file.write(fileText(options.handMade === true ? options.document : line.stamped(options.document)));
  const faults = new FaultPlan(options.faults ?? []);
  const process = new GatewayProcess(settingsOf(options), line, file, faults);
  process.start();
  if (process.phase === "down") throw new Error(`${release.package} ${release.version} does not start with this document: it is not valid, or has no gateway.mode`);
  const server = await listen(process);
  const editText = (text: string | undefined): void => {
    file.write(text);
    process.fileTouched();
  };
  return {
    endpoint: loopbackEndpoint(server.port),
    token: process.settings.token,
    release,
    configPath: process.settings.configPath,
    stateDir: process.settings.stateDir,
    file: () => file.text,
    document: () => plain(file.document),
    running: () => (process.phase === "up" ? plain(process.running) : undefined),
    persisted: file.persisted,
    store: process.store,
    turns: process.turns,
    sessions: () => [...process.sessionIds.keys()],
    writes: process.writes,
    rateErrors: () => process.rateErrors,
    sockets: () => server.sockets(),
    connections: process.asked,
    frames: () => faults.requests,
    boots: () => process.boots,
    edit(document) {
      const meta = file.document?.["meta"];
      editText(fileText({ ...document, ...(meta !== undefined && { meta }) }));
    },
    editText,
    isRunning: () => !process.hasEnded,
    kill: () => process.die(),
    start: () => process.start(),
    hang: (ms) => process.timers.hang(ms),
    async stop() {
      process.end();
      await server.close();
    },
  };
}

function plain(document: ConfigDocument | undefined): ConfigDocument | undefined {
  return document === undefined ? undefined : unstamped(document);
}

function settingsOf(options: SimulatorOptions): Settings {
  const pace = options.pace ?? defaultPace;
  return {
    token: "simulated-token",
    env: {},
    configPath: `/srv/bot/${options.release.package}.json`,
    stateDir: "/srv/bot/state",
    windowMs: realWindowMs * pace,
    writesPerWindow: 30,
    allowUnconfigured: options.document === undefined,
    readOnly: false,
    channels: {},
    refusedSecrets: [],
    supervised: false,
    ...options,
    pace,
  };
}
