export { mask } from "./mask";
