import { resolve } from "node:path";

/** The policy packs of a run, and their settings, as `pulumi up` has them. */
export interface PolicyPacks {
  readonly policyPack?: readonly string[];
  readonly policyPackConfig?: readonly string[];
}

/** Their arguments for Pulumi, whatever folder it runs in. */
export function policyArgs({ policyPack = [], policyPackConfig = [] }: PolicyPacks): string[] {
  return [...policyPack.flatMap((folder) => ["--policy-pack", resolve(folder)]), ...policyPackConfig.flatMap((file) => ["--policy-pack-config", resolve(file)])];
}
