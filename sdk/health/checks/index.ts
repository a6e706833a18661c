import { appliedConfig } from "./appliedConfig";
import { channels } from "./channels";
import type { Check } from "./check";
import { configPath } from "./configPath";
import { drift } from "./drift";
import { gatewayDoctor } from "./gatewayDoctor";
import { plugins } from "./plugins";
import { reachable } from "./reachable";
import { secretOwners } from "./secretOwners";
import { securityAudit } from "./securityAudit";
import { validConfig } from "./validConfig";
import { version } from "./version";

export type { Check, Judgement, Verdict } from "./check";

/** All that `molthub doctor` looks at, in the order in which it is told. */
export const checks: readonly Check[] = [reachable, validConfig, appliedConfig, configPath, version, plugins, secretOwners, channels, drift, gatewayDoctor, securityAudit];
