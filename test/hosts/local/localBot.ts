import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { botFiles, processesWith, readIfThere, signal, type BotFiles, type GatewayInstallation, type LocalGatewaySpec } from "../../../sdk/hosts/local";
import { environmentFile, processMarker } from "../../../sdk/hosts/local/environment";
import { launch } from "../../../sdk/hosts/local/launch";
import { makePrivateDir } from "../../../sdk/hosts/local/privateFile";
import { freePort } from "../../../scripts/freePort.mts";

/** The stand-in, where `installGateway` would give a real Gateway. */
export const installation: GatewayInstallation = { node: process.execPath, entry: join(__dirname, "fixtures/gatewayProgram.cjs") };

/** What the stand-in for a Gateway does besides listening. */
export interface Behaviour {
  /** Ends at once, after it has printed its secrets. */
  readonly exits?: boolean;
  /** Does not end on SIGTERM. */
  readonly stubborn?: boolean;
  /** Starts a process of its own that does not end on SIGTERM either. */
  readonly child?: boolean;
}

/** A bot on this machine whose Gateway is a stand-in. */
export interface LocalBot {
  readonly spec: LocalGatewaySpec;
  readonly files: BotFiles;
  /** Starts the stand-in. */
  start(): void;
  /** Ids of all its processes. */
  readonly processes: () => number[];
  /** Waits until the stand-in listens; its process id. */
  readonly listening: () => Promise<number>;
  /** Ends its processes and removes its files. */
  remove(): void;
}

export async function makeBot(behaviour: Behaviour = {}): Promise<LocalBot> {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), "molthub-bot-")));
  const files = botFiles(join(parent, "alice"));
  for (const folder of [files.dataDir, files.home, files.stateDir]) makePrivateDir(folder);
  writeFileSync(join(files.stateDir, "behaviour.json"), JSON.stringify(behaviour));
  const processes = (): number[] => processesWith(processMarker, files.dataDir);
  const spec: LocalGatewaySpec = {
    project: "project",
    stack: "dev",
    resource: "alice-gateway",
    bot: "alice",
    dataDir: files.dataDir,
    release: { package: "openclaw", version: "2026.9.6" },
    port: await freePort(),
    token: "gateway-token-1",
    environment: { API_KEY: "ENV-MARKER-1" },
    heapMb: 64,
    plugins: {},
  };
  return {
    spec,
    files,
    start: () => launch(spec, files, environmentFile(spec.environment, spec.bot), installation),
    processes,
    async listening() {
      const file = join(files.stateDir, "listening");
      await expect.poll(() => readIfThere(file), { timeout: 10_000, interval: 50 }).toBeTruthy();
      return Number(readIfThere(file));
    },
    remove() {
      signal(processes(), "SIGKILL");
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
