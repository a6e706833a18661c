import type * as pulumi from "@pulumi/pulumi";
import type { GatewayRelease } from "../../sdk/config";
import { GatewayResource } from "./gatewayResource";

/** Arguments of {@link LocalGateway}. */
export interface LocalGatewayArgs {
  project: string;
  stack: string;
  /** Name of this resource: the bot's folder belongs to it. */
  resource: string;
  /** Name of the bot. */
  bot: string;
  /** The bot's own folder; absolute. */
  dataDir: string;
  release: GatewayRelease;
  port: pulumi.Input<number>;
  token: pulumi.Input<string>;
  /** Environment secrets by name. */
  environment: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Limit of the JavaScript heap in MiB. */
  heapMb: pulumi.Input<number>;
  /** What the process should be; refresh shows `stopped` for one that is gone, and the next update starts it. */
  state: pulumi.Input<string>;
}

/** A Gateway process on this machine, with its folder. Destroying it stops the process and keeps the data. */
export class LocalGateway extends GatewayResource {
  /** Where the Gateway is reached. */
  declare readonly endpoint: pulumi.Output<{ transport: "direct"; address: string }>;
  /** Names the bot's state directory; another name means that its data was lost. */
  declare readonly dataId: pulumi.Output<string>;

  constructor(name: string, args: LocalGatewayArgs, opts: pulumi.CustomResourceOptions) {
    super("LocalGateway", "localGateway", name, { ...args, endpoint: undefined, dataId: undefined }, ["token", "environment"], opts);
  }
}
