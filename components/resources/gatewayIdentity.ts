import type * as pulumi from "@pulumi/pulumi";
import type { Frozen } from "../../sdk/freeze";
import { GatewayResource } from "./gatewayResource";

/** Arguments of {@link GatewayIdentity}. */
export interface GatewayIdentityArgs {
  /** Name of the bot. */
  bot: string;
  /** The token is made anew when this number changes. */
  tokenVersion: pulumi.Input<number>;
  /** The freeze that is in force for the bot: changes are refused. If unset, none is. */
  frozen?: Frozen;
  /** Why it is changed all the same. */
  breakGlass?: string;
}

/** The token of one bot: random, kept in the stack's state as a secret. */
export class GatewayIdentity extends GatewayResource {
  /** Secret. */
  declare readonly token: pulumi.Output<string>;

  constructor(name: string, args: GatewayIdentityArgs, opts: pulumi.CustomResourceOptions) {
    super("GatewayIdentity", "gatewayIdentity", name, { ...args, token: undefined }, ["token"], opts);
  }
}
