import { resolve } from "node:path";
import { planFileVariable } from "../../apply";
import type { ExitCode } from "../exitCodes";
import type { ProgramPlace } from "../plan/preview";
import { toldPreview } from "../plan/toldPreview";
import { policyArgs, type PolicyPacks } from "../policyPacks";
import { subjectOf } from "../releases/git";
import { checkPlan } from "./checkPlan";
import { deploy } from "./deploy";

/**
 * `molthub up`: `pulumi up` for a fleet, shown step by step. With a plan file, it does what the plan says and nothing else. The preview tells
 * what there is to show, and the rollouts that the history is to name.
 */
export async function up({ stack, plan, ...packs }: PolicyPacks & { stack?: string; plan?: string }): Promise<ExitCode> {
  const file = plan === undefined ? undefined : resolve(plan);
  const place: ProgramPlace = { args: policyArgs(packs), ...(file !== undefined && { environment: { [planFileVariable]: file } }) };
  const previewed = file === undefined ? await toldPreview(stack, place) : await checkPlan(file, stack, place);
  return deploy({ stack, previewed, message: await subjectOf("."), place });
}
