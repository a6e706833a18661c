import type * as pulumi from "@pulumi/pulumi";
import type { GatewayRelease, PluginPins } from "../../sdk/config";
import type { Frozen } from "../../sdk/freeze";
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
  /** Environment secrets whose values are read from their sources, by name. If unset, none. */
  environmentFrom?: Record<string, { from: string; version?: string }>;
  /** Limit of the JavaScript heap in MiB. */
  heapMb: pulumi.Input<number>;
  /** What is installed for the bot before it starts, by id. If unset, nothing. */
  plugins?: PluginPins;
  /** What the process should be; refresh shows `stopped` for one that is gone, and the next update starts it. */
  state: pulumi.Input<string>;
  /** The rollout that a change is a part of: a Gateway that does not take it is judged by the gate behind it. If unset, none, and it fails the update. */
  rolloutId?: pulumi.Input<string>;
  /** True: the Gateway stays as it is until somebody promotes the rollout. If unset, false. */
  held?: pulumi.Input<boolean>;
  /** The freeze that is in force for the bot: changes are refused. If unset, none is. */
  frozen?: Frozen;
  /** Why it is changed all the same. */
  breakGlass?: string;
}

/** A Gateway process on this machine, with its folder. Destroying it stops the process and keeps the data. */
export class LocalGateway extends GatewayResource {
  /** Where the Gateway is reached. */
  declare readonly endpoint: pulumi.Output<{ transport: "direct"; address: string }>;
  /** Where the Gateway keeps its config file and its state. */
  declare readonly paths: pulumi.Output<{ configPath: string; stateDir: string }>;
  /** Names the bot's state directory; another name means that its data was lost. */
  declare readonly dataId: pulumi.Output<string>;
  /** Why it did not take the last change of a rollout; undefined when it did. */
  declare readonly failure: pulumi.Output<string | undefined>;
  /** The rollout that changed what it is started with, the last that did; undefined when none did. */
  declare readonly changedIn: pulumi.Output<string | undefined>;

  constructor(name: string, args: LocalGatewayArgs, opts: pulumi.CustomResourceOptions) {
    super("LocalGateway", "localGateway", name, { ...args, endpoint: undefined, paths: undefined, dataId: undefined, failure: undefined, changedIn: undefined }, ["token", "environment"], opts);
  }
}
