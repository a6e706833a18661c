import type * as pulumi from "@pulumi/pulumi";
import { GatewayResource } from "./gatewayResource";

/** Arguments of {@link GatewayIdentity}. */
export interface GatewayIdentityArgs {
  /** Name of the bot. */
  bot: string;
  /** The token is made anew when this number changes. */
  tokenVersion: pulumi.Input<number>;
}

/** The token of one bot: random, kept in the stack's state as a secret. */
export class GatewayIdentity extends GatewayResource {
  /** Secret. */
  declare readonly token: pulumi.Output<string>;

  constructor(name: string, args: GatewayIdentityArgs, opts: pulumi.CustomResourceOptions) {
    super("GatewayIdentity", "gatewayIdentity", name, { ...args, token: undefined }, ["token"], opts);
  }
}
