import { PolicyPack, type PolicyPackArgs } from "@pulumi/policy";
import { policiesOf } from "./policies";
import { settingsOf, type GuardSettings } from "./levels";
import { listenToEngine } from "./engineSettings";

/**
 * A policy pack of Molthub's rules. Of an entry file of its own: one process serves one pack.
 *
 * @example
 * new MolthubGuard({ all: "mandatory", "heartbeat-cost": "advisory", "egress-allowlist": { hosts: ["api.example.com"] } });
 */
export class MolthubGuard extends PolicyPack {
  /**
   * @param settings of the rules; `--policy-pack-config` goes over them
   * @param name of the pack
   * @throws MolthubError `invalid-policy-settings`
   */
  constructor(settings: GuardSettings = {}, name = "molthub") {
    const args: PolicyPackArgs = {
      policies: policiesOf(settingsOf(settings), listenToEngine()),
      description: "Stops an unsafe fleet of Moltbots before anything is written.",
    };
    super(name, args);
  }
}
