export { askBot, type BotAnswer } from "./ask";
export { lookAt, type AppliedConfig, type BotSnapshot, type ChannelState, type ConfigState } from "./snapshot";
