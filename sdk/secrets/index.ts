export { PlantedSecrets, type Leak, type Place } from "./leaks";
export { mask } from "./mask";
export { SecretReference, type SecretScheme } from "./reference";
export { SecretValues } from "./resolve";
