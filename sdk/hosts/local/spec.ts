import type { GatewayRelease, PluginPins } from "../../config";
import type { Owner } from "./owner";

/** What a Gateway on this machine should be. */
export interface LocalGatewaySpec extends Owner {
  /** The bot's own folder; absolute. */
  readonly dataDir: string;
  readonly release: GatewayRelease;
  readonly port: number;
  /** Secret. */
  readonly token: string;
  /** Environment secrets by name. Secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** Limit of the JavaScript heap in MiB. */
  readonly heapMb: number;
  /** What the host installs for the bot, by id. */
  readonly plugins: PluginPins;
}

/** Every value of a spec that must not be shown. */
export function secretsOf(spec: LocalGatewaySpec): string[] {
  return [spec.token, ...Object.values(spec.environment)];
}
