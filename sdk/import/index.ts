export { importDocument } from "./importDocument";
export { mayBeSecret } from "./mayBeSecret";
export { programFiles, tokenKey, type ImportedBot } from "./program";
