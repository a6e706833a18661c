import { pathMismatch } from "../../apply";
import type { Check } from "./check";

/** The Gateway runs with the config file and the state directory of its bot (`config.get`, and the hello where it tells). */
export const configPath: Check = {
  name: "path",
  judge: async ({ client, config, paths }) => {
    const { hello } = await client();
    const { path } = await config();
    if (paths === undefined) return { verdict: "unknown", what: `nobody said where its config should be; it is ${path}` };
    const mismatch = pathMismatch(paths, hello.configPath ?? path, hello.stateDir) ?? pathMismatch(paths, path, hello.stateDir);
    if (mismatch === undefined) return { verdict: "ok", what: `its config is ${path}, as it should be` };
    return { verdict: "failed", what: `somebody started this gateway with another config: ${mismatch}`, remedy: 'End the process that listens there, then run "pulumi up --refresh".' };
  },
};
