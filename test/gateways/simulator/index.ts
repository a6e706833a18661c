export type { Fault, FaultKind, FaultPoint } from "./faults";
export type { SimulatedGateway, SimulatorOptions } from "./options";
export { startSimulator } from "./simulator";
export type { SimulatedTurn } from "./work";
