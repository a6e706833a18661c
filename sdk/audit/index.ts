export { actor } from "./actor";
export type { ConfigRecord, ConfigRecorder } from "./record";
export { recordFile } from "./recordFile";
