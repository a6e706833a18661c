export type { ConfigChange, Connect } from "./change";
export { readLive, type LiveConfig } from "./readLive";
export { seedText } from "./seed";
export { applyConfig, type ConfigProof } from "./transaction";
