export { botFiles, type BotFiles } from "./botFiles";
export { ensureRunning, inspectGateway, type LocalGatewayState } from "./gateway";
export { installGateway, type GatewayInstallation } from "./install";
export { runningGateway, stopGateway } from "./launch";
export { machineId } from "./machine";
export { owns, release, requireThisMachine } from "./owner";
export { listenerOn, processesWith, signal } from "./processes";
export { readIfThere, writePrivateFile } from "./privateFile";
export type { LocalGatewaySpec } from "./spec";
