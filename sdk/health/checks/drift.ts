import { shortList } from "../../shortList";
import { driftReport } from "../driftReport";
import type { Check } from "./check";

const shownPaths = 5;

/** The bot has the document that the stack last applied. */
export const drift: Check = {
  name: "drift",
  judge: async ({ bot, applied, config }) => {
    const { entries, differs, behind, hiddenUnknown } = driftReport(applied, await config());
    const paths = entries.map(({ path, kind }) => (kind === "hidden" ? `${path} (one of those that are hidden)` : path));
    const remedy = `See it with "molthub drift"; "pulumi up --refresh" takes it back, "molthub drift --adopt ${bot}" keeps it.`;
    if (differs !== undefined) return { verdict: "failed", what: differs, remedy };
    if (paths.length > 0) return { verdict: "failed", what: `differs from what was applied: ${shortList(paths, shownPaths)}`, remedy };
    if (behind !== undefined) return { verdict: "warning", what: behind };
    if (hiddenUnknown) return { verdict: "unknown", what: "all that can be read is as it was applied; whether what the gateway hides still is cannot be told" };
    return { verdict: "ok", what: "it is as it was applied" };
  },
};
