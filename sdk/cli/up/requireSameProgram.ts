import { isPlannedDocument, type PlannedBot, type SavedPlan } from "../../apply";
import { MolthubError } from "../../errors";
import { shortList } from "../../shortList";
import { fleetPlan, type BotPlan } from "../plan/fleetPlan";
import type { Preview } from "../plan/preview";
import { previewedDocument } from "../plan/plannedBot";

const shownPaths = 20;

/**
 * Refuses a plan of another project or stack, and one that does not say all that the program would do to the bots now. Less is well: a
 * plan may have been done in part.
 *
 * @throws MolthubError `other-stack`, `not-in-plan`
 */
export function requireSameProgram(saved: SavedPlan, preview: Preview): void {
  if (saved.stack !== preview.stack || saved.project !== preview.project) {
    throw new MolthubError("other-stack", `the plan is of stack ${saved.stack} of project ${saved.project}, and this is stack ${preview.stack} of project ${preview.project}. Nothing was begun: 0 writes.`);
  }
  const planned = new Map(saved.bots.map((bot) => [bot.urn, bot]));
  const plans = fleetPlan(preview.resources);
  const news = new Map(preview.resources.map((resource) => [resource.urn, resource.news]));
  const now = new Set(plans.map(({ urn }) => urn));
  const gone = saved.bots.filter(({ urn, action }) => action !== "delete" && !now.has(urn));
  const differences = [
    ...plans.flatMap((plan) => {
      const difference = differenceOf(planned.get(plan.urn), plan, news.get(plan.urn) ?? {});
      return difference === undefined ? [] : [`bot ${plan.bot}: ${difference}`];
    }),
    ...gone.map(({ bot }) => `bot ${bot}: is not in the program any more`),
  ];
  if (differences.length === 0) return;
  throw new MolthubError("not-in-plan", `the program, a layer or a setting was changed after the plan was made, so nothing was begun: 0 writes.\n${differences.join("\n")}\nMake a new plan ("molthub plan --out <file>") and look at it.`);
}

function differenceOf(planned: PlannedBot | undefined, plan: BotPlan, news: Readonly<Record<string, unknown>>): string | undefined {
  if (planned === undefined) return "is not in the plan";
  if (plan.action === "delete") return planned.action === "delete" ? undefined : "would be deleted";
  if (plan.action === "create" && planned.action !== "create") return "would be created";
  const paths = plan.leaves.map(({ path }) => path).filter((path) => !planned.paths.includes(path));
  if (paths.length > 0) return `would also change at ${listed(paths)}`;
  const host = plan.host.filter((change) => !planned.host.includes(change));
  if (host.length > 0) return `would also be started otherwise: ${listed(host)}`;
  const previewed = previewedDocument(news);
  if (previewed !== undefined && isPlannedDocument(planned, previewed.document, previewed.unmanaged)) return undefined;
  return `its document is another one${planned.paths.length === 0 ? "" : `, at ${listed(planned.paths)} or at a path that is the bot's own`}`;
}

function listed(paths: readonly string[]): string {
  return shortList(paths, shownPaths);
}
