export { MoltbotFleet, type BotArgs, type MoltbotFleetArgs, type MoltbotFleetNodes } from "./fleet";
export { MoltbotInstance, type MoltbotInstanceNodes } from "./instance";
export type { GatewayArgs, LocalTargetArgs, MoltbotInstanceArgs, MoltbotInstanceTransform, TargetArgs } from "./instanceArgs";
export type { ConfigFragment, LayerArgs, LayerInput } from "./layers";
export { GatewayConfig, GatewayIdentity, LocalGateway, OperatorDevice, type BotConnectionArgs, type GatewayConfigArgs, type GatewayIdentityArgs, type LocalGatewayArgs } from "./resources";
export type { Transform } from "./transform";
export type { GatewayRelease, OpenDocument } from "../sdk/config";
