import { auditRequired } from "./auditRequired";
import { dmPolicy } from "./dmPolicy";
import { egressAllowlist } from "./egressAllowlist";
import { heartbeatCost } from "./heartbeatCost";
import { installSource } from "./installSource";
import { isolation } from "./isolation";
import { noPlaintextSecrets } from "./noPlaintextSecrets";
import { noPublicAdminEndpoint } from "./noPublicAdminEndpoint";
import { nodeRuntime } from "./nodeRuntime";
import { pluginPinning } from "./pluginPinning";
import { restartBudget } from "./restartBudget";
import { skillsAllowlist } from "./skillsAllowlist";
import { toolPermissions } from "./toolPermissions";
import { versionPinning } from "./versionPinning";

/** Every rule, by its name. */
export const rules = {
  "no-public-admin-endpoint": noPublicAdminEndpoint,
  "no-plaintext-secrets": noPlaintextSecrets,
  "egress-allowlist": egressAllowlist,
  "skills-allowlist": skillsAllowlist,
  "plugin-pinning": pluginPinning,
  "version-pinning": versionPinning,
  "install-source": installSource,
  "node-runtime": nodeRuntime,
  isolation,
  "tool-permissions": toolPermissions,
  "dm-policy": dmPolicy,
  "heartbeat-cost": heartbeatCost,
  "restart-budget": restartBudget,
  "audit-required": auditRequired,
} as const;

export type Rules = typeof rules;
export type RuleName = keyof Rules;
