export { GatewayConfig, type BotConnectionArgs, type GatewayConfigArgs } from "./gatewayConfig";
export { GatewayIdentity, type GatewayIdentityArgs } from "./gatewayIdentity";
export { LocalGateway, type LocalGatewayArgs } from "./localGateway";
export { OperatorDevice } from "./operatorDevice";
export { RolloutGate, type GateOpening, type RolloutGateArgs } from "./rolloutGate";
