import { join } from "node:path";
import { planFences } from "../apply";
import { recordFile } from "../audit";
import { SecretValues } from "../secrets";
import { asDynamic, type DynamicHandler } from "./dynamic";
import { gatewayConfig as gatewayConfigHandler } from "./gatewayConfig";
import { gatewayIdentity as gatewayIdentityHandler } from "./gatewayIdentity";
import { Lifeline } from "./lifeline";
import { localGateway as localGatewayHandler } from "./localGateway";
import { operatorDevice as operatorDeviceHandler } from "./operatorDevice";
import { rolloutGate as rolloutGateHandler } from "./rolloutGate";

// This module is loaded by Pulumi's dynamic-provider process, and by nothing else: it ties that process to its engine. Every state
// file that was ever written names these exports: they keep their names for ever.

const lifeline = Lifeline.toEngine();

// The engine shows each line that a provider prints as an information.
const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

// A provider runs in the folder of the program.
const recorder = recordFile(process.env["MOLTHUB_RECORD"] ?? join(process.cwd(), ".molthub", "record.ndjson"));

// A store is asked once for all bots of a run.
const values = new SecretValues();

const conditions = { lifeline, recorder, fenceOf: planFences(process.env), values };

export type { DynamicHandler } from "./dynamic";
export const operatorDevice: DynamicHandler = asDynamic(operatorDeviceHandler);
export const gatewayIdentity: DynamicHandler = asDynamic(gatewayIdentityHandler);
export const localGateway: DynamicHandler = asDynamic(localGatewayHandler(lifeline, values, log));
export const gatewayConfig: DynamicHandler = asDynamic(gatewayConfigHandler(conditions, log));
export const rolloutGate: DynamicHandler = asDynamic(rolloutGateHandler(conditions, log));
