export { MoltbotFleet, type BotArgs, type MoltbotFleetArgs, type MoltbotFleetNodes } from "./fleet";
export { MoltbotInstance } from "./instance";
export type { ExternalTargetArgs, GatewayArgs, LocalTargetArgs, MoltbotInstanceArgs, MoltbotInstanceTransform, TargetArgs } from "./instanceArgs";
export type { MoltbotInstanceNodes } from "./instanceNodes";
export type { ConfigFragment, LayerArgs, LayerInput } from "./layers";
export { GatewayConfig, GatewayIdentity, LocalGateway, OperatorDevice, type BotConnectionArgs, type GatewayConfigArgs, type GatewayIdentityArgs, type LocalGatewayArgs } from "./resources";
export { templates, type Templates } from "./templates";
export type { Transform } from "./transform";
export type { GatewayRelease, LayerSelector, OpenDocument } from "../sdk/config";
