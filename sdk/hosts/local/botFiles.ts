import { join } from "node:path";

/** Where the files of one bot are. Everything that belongs to a bot is below `dataDir`, which only its owner may enter. */
export interface BotFiles {
  /** The bot's own folder, 0700. */
  readonly dataDir: string;
  /** Who owns the folder: see `owner.ts`. */
  readonly owner: string;
  /** The process that was started last: its id, and the digest of what it was started with. */
  readonly launch: string;
  /** What the running process prints; the one of the start before is kept beside it. */
  readonly consoleLog: string;
  readonly previousConsoleLog: string;
  /** HOME of the Gateway and of everything it runs. */
  readonly home: string;
  /** OPENCLAW_STATE_DIR. */
  readonly stateDir: string;
  /** OPENCLAW_CONFIG_PATH. */
  readonly config: string;
  /** Environment secrets, 0600, loaded by the Gateway at its start (openclaw 2026.9.6). */
  readonly environment: string;
  /** The Gateway's own log (`logging.file`). */
  readonly gatewayLog: string;
  /** Names this state directory: another name means that the bot's data, its config included, is gone. */
  readonly dataId: string;
  /** What is installed of the bot's plugins: see `plugins.ts`. */
  readonly plugins: string;
}

/** The files of the bot whose folder is `dataDir` (absolute). */
export function botFiles(dataDir: string): BotFiles {
  const stateDir = join(dataDir, "state");
  return {
    dataDir,
    owner: join(dataDir, "owner.json"),
    launch: join(dataDir, "launch.json"),
    consoleLog: join(dataDir, "console.log"),
    previousConsoleLog: join(dataDir, "console.previous.log"),
    home: join(dataDir, "home"),
    stateDir,
    config: join(stateDir, "openclaw.json"),
    environment: join(stateDir, ".env"),
    gatewayLog: join(stateDir, "gateway.log"),
    dataId: join(stateDir, ".molthub-data-id"),
    plugins: join(stateDir, ".molthub-plugins.json"),
  };
}
