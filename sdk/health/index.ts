export { askBot, probeKey, probeSession, type BotAnswer } from "./ask";
export type { Judgement, Verdict } from "./checks";
export { examine, type CheckResult } from "./doctor";
export { driftReport, type DriftReport, type LastApplied } from "./driftReport";
export type { BotRecord, OwnProgram } from "./patient";
export { lookAt, type AppliedConfig, type BotSnapshot, type ChannelState, type ConfigState } from "./snapshot";
