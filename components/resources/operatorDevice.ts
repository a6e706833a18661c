import type * as pulumi from "@pulumi/pulumi";
import { GatewayResource } from "./gatewayResource";

/** The key by which Molthub is known to the bots of a fleet: an Ed25519 device identity of the Gateway's protocol. */
export class OperatorDevice extends GatewayResource {
  declare readonly deviceId: pulumi.Output<string>;
  declare readonly publicKey: pulumi.Output<string>;
  /** PKCS #8 PEM. Secret. */
  declare readonly privateKey: pulumi.Output<string>;

  constructor(name: string, opts: pulumi.CustomResourceOptions) {
    super("OperatorDevice", "operatorDevice", name, { deviceId: undefined, publicKey: undefined, privateKey: undefined }, ["privateKey"], opts);
  }
}
