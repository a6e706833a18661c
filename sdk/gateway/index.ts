export type { AgentParams, AgentResult, ChannelAccount, ChannelsStatusResult, HealthResult, LogsTailResult, StatusResult } from "./botMethods";
export { isConnected, isStarting } from "./botMethods";
export { GatewayClient } from "./client";
export type { ClientEnd, ShutdownNotice } from "./client";
export type {
  ConfigApplyParams,
  ConfigHint,
  ConfigPatchParams,
  ConfigSchemaLookup,
  ConfigSchemaResult,
  ConfigSnapshot,
  ConfigWriteResult,
  DegradedSecretOwner,
  JsonObject,
  ReloadKind,
} from "./configMethods";
export { connectGateway } from "./connect";
export type { ConnectOptions } from "./connect";
export { createDevice } from "./device";
export type { DeviceIdentity } from "./device";
export { dialectOf, packageSpeaking } from "./dialect";
export type { Dialect } from "./dialect";
export { GatewayError, issueTexts } from "./errors";
export type { GatewayIssue } from "./errors";
export type { Credentials } from "./handshake";
export type { GatewayHello } from "./hello";
export type { GatewayMethod, GatewayMethods, GatewayParams, GatewayResult } from "./methods";
export type { ModelsProbeResult } from "./secretMethods";
export { withRetries } from "./retry";
export type { Endpoint } from "./transport";
export { loopbackEndpoint } from "../loopback";
export type { SessionUsage } from "./usageMethods";
export { withClient } from "./withClient";
