export { frozenAt, frozenText, isOver, type Freeze, type Frozen } from "./freeze";
export { botFreeze, fleetFreeze, freezeTerms, stackFreezes } from "./parse";
export { asFreeze, isNamedBy, liftedBy, targetText, type FreezeTarget, type StackFreeze } from "./stackFreeze";
