import type { GuardSettings } from "./levels";

/** What every fleet should hold, whatever it is for. */
export const baseline: GuardSettings = {
  all: "mandatory",
  "egress-allowlist": "advisory",
  "skills-allowlist": "advisory",
  "heartbeat-cost": "advisory",
  "restart-budget": { level: "advisory", restarts: 20 },
};

/** For bots that people depend on: nothing that was not decided. */
export const production: GuardSettings = {
  all: "mandatory",
  "no-plaintext-secrets": { stateValues: false, clearCopies: false },
  "egress-allowlist": { enforced: true },
  "install-source": { external: false },
  "node-runtime": { external: false },
  "heartbeat-cost": { minimumMinutes: 60 },
  "restart-budget": { restarts: 5 },
  "audit-required": { suppressions: false },
};
