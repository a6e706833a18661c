import { unknownCheckingProxy, type ResourceValidationArgs, type ResourceValidationPolicy } from "@pulumi/policy";
import type { GuardSettings } from "../../policies";
import { settingsOf } from "../../policies/levels";
import { policiesOf } from "../../policies/policies";
import type { JudgedResource } from "../../policies/judgeResource";

/** What a policy reports, and at which level. */
export interface Reported {
  readonly policy: string;
  readonly message: string;
  readonly level: string;
}

/** The policies of a pack, as Pulumi runs them. */
export function packOf(settings: GuardSettings, run: { configured?: readonly string[]; isPreview?: boolean } = {}): ResourceValidationPolicy[] {
  return policiesOf(settingsOf(settings), { names: new Set(run.configured), isPreview: () => run.isPreview ?? true });
}

/**
 * Shows resources to the policies of a pack, each leaf behind the proxy that throws for what is not known yet.
 *
 * @param config what `--policy-pack-config` gives each policy
 */
export function runPack(policies: readonly ResourceValidationPolicy[], resources: readonly JudgedResource[], config: Readonly<Record<string, object>> = {}): Reported[] {
  const found: Reported[] = [];
  for (const { type, urn, parent, inputs } of resources) {
    for (const policy of policies) {
      if (policy.enforcementLevel === "disabled") continue;
      const validate = policy.validateResource as ((args: ResourceValidationArgs, report: unknown) => void) & { readonly __pulumiType?: string };
      if (validate.__pulumiType !== undefined && validate.__pulumiType !== type) continue;
      const report = (told: string | { message: string; enforcementLevel?: string }): void => {
        const { message, enforcementLevel } = typeof told === "string" ? { message: told, enforcementLevel: undefined } : told;
        found.push({ policy: policy.name, message, level: enforcementLevel ?? policy.enforcementLevel ?? "advisory" });
      };
      const args = { type, urn, name: urn.split("::").at(-1), props: unknownCheckingProxy(inputs), opts: { parent }, getConfig: () => config[policy.name] ?? {}, notApplicable: () => skip() };
      try {
        validate(args as unknown as ResourceValidationArgs, report);
      } catch (error) {
        if (!(error instanceof NotApplicable)) throw error;
      }
    }
  }
  return found;
}

class NotApplicable extends Error {}

function skip(): never {
  throw new NotApplicable();
}
