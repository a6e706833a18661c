export { analyse, requireValidMetrics, type AnalysisConditions, type AnalysisPace, type AnalysisResult, type Finding, type JudgedBot, type MetricSpec, type Outcome } from "./analysis";
export { changedMeanwhile, escaped, isUnsettled, pausedHere, stateAfter, turnOf, wasLetPass, type GateAsk, type GateState, type GateTurn, type Opening, type Verdict } from "./gateState";
export { ranBefore } from "./ranBefore";
export { runsGiven, takeBack, type TakenBack } from "./takeBack";
export type { TouchedBot } from "./touchedBot";
