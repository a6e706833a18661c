export { analyse, type AnalysisConditions, type AnalysisResult, type Finding } from "./analyse";
export { usualPace, type AnalysisPace } from "./pace";
export type { JudgedBot } from "./kinds";
export { requireValidMetrics, type MetricSpec } from "./spec";
export type { Outcome } from "./tally";
