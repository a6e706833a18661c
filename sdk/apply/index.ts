export { readLive, type LiveConfig } from "./readLive";
export { seedText } from "./seed";
export { applyConfig, type ConfigChange, type ConfigProof, type Connect } from "./transaction";
