import { asDynamic, type DynamicHandler } from "./dynamic";
import { gatewayConfig as gatewayConfigHandler } from "./gatewayConfig";
import { gatewayIdentity as gatewayIdentityHandler } from "./gatewayIdentity";
import { Lifeline } from "./lifeline";
import { localGateway as localGatewayHandler } from "./localGateway";
import { operatorDevice as operatorDeviceHandler } from "./operatorDevice";

// This module is loaded by Pulumi's dynamic-provider process, and by nothing else: it ties that process to its engine. Every state
// file that was ever written names these exports: they keep their names for ever.

const lifeline = Lifeline.toEngine();

// The engine shows each line that a provider prints as an information.
const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

export type { DynamicHandler } from "./dynamic";
export const operatorDevice: DynamicHandler = asDynamic(operatorDeviceHandler);
export const gatewayIdentity: DynamicHandler = asDynamic(gatewayIdentityHandler);
export const localGateway: DynamicHandler = asDynamic(localGatewayHandler(lifeline, log));
export const gatewayConfig: DynamicHandler = asDynamic(gatewayConfigHandler(lifeline, log));
