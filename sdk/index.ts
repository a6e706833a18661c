export * from "./apply";
export * from "./config";
export { Deadline } from "./deadline";
export { messageOf, MolthubError } from "./errors";
export * from "./gateway";
export * from "./health";
export * from "./hosts/local";
export { mask, PlantedSecrets, type Leak, type Place } from "./secrets";
