import { resolve } from "node:path";
import { planFileVariable } from "../../apply";
import type { ExitCode } from "../exitCodes";
import { toldPreview } from "../plan/toldPreview";
import { subjectOf } from "../releases/git";
import { checkPlan } from "./checkPlan";
import { deploy } from "./deploy";

/**
 * `molthub up`: `pulumi up` for a fleet, shown step by step. With a plan file, it does what the plan says and nothing else. The preview tells
 * what there is to show, and the rollouts that the history is to name.
 */
export async function up({ stack, plan }: { stack?: string; plan?: string }): Promise<ExitCode> {
  const file = plan === undefined ? undefined : resolve(plan);
  const previewed = file === undefined ? await toldPreview(stack) : await checkPlan(file, stack);
  return deploy({ stack, previewed, message: await subjectOf("."), ...(file !== undefined && { place: { environment: { [planFileVariable]: file } } }) });
}
