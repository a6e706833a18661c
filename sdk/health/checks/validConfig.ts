import { issueTexts } from "../../gateway";
import type { Check } from "./check";

/** The config file is there, and its Gateway accepts it (`config.get`). */
export const validConfig: Check = {
  name: "config",
  judge: async ({ config }) => {
    const { path, document, baseHash, issues } = await config();
    if (document !== undefined) return { verdict: "ok", what: "its config file is valid" };
    const remedy = 'Mend the file, or run "pulumi up --refresh": it writes the whole document anew.';
    if (baseHash === undefined) return { verdict: "failed", what: `there is no config file at ${path}`, remedy };
    const told = issueTexts(issues);
    return { verdict: "failed", what: [`its config file ${path} is not valid; the gateway goes on with the config it had, and does not start with this one`, ...told].join("\n"), remedy };
  },
};
