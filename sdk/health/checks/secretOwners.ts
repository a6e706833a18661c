import type { Check } from "./check";

/** No part of the bot lacks its secret (`status`, openclaw 2026.9.6). */
export const secretOwners: Check = {
  name: "secrets",
  judge: async ({ client, applied, deadline }) => {
    if (applied.release.package === "clawdbot") return { verdict: "unknown", what: "a Clawdbot does not tell whether a part of it lacks its secret" };
    const { degradedSecretOwners } = await (await client()).call("status", {}, deadline);
    if (degradedSecretOwners.length === 0) return { verdict: "ok", what: "no part of it lacks its secret" };
    const told = degradedSecretOwners.map(({ ownerId, paths, reason }) => `${ownerId} does not run as it should (${paths.join(", ")}): ${reason}`);
    return { verdict: "failed", what: told.join("\n"), remedy: "Give the bot what its document refers to: in `env:` of the program, or in the gateway's own secret store." };
  },
};
