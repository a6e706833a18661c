export { PlantedSecrets, type Leak, type Place } from "./leaks";
export { mask, maskedError } from "./mask";
export { SecretReference, type SecretScheme } from "./reference";
export { SecretValues } from "./resolve";
