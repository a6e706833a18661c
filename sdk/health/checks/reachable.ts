import { messageOf } from "../../errors";
import { GatewayError } from "../../gateway";
import type { Check } from "./check";

/** The Gateway answers, and lets us in. */
export const reachable: Check = {
  name: "reachable",
  judge: async ({ connecting, program }) => {
    try {
      const { hello } = await connecting();
      return { verdict: "ok", what: `it answers, and says that it runs since ${new Date(Date.now() - hello.uptimeMs).toISOString()}` };
    } catch (error) {
      const isAway = error instanceof GatewayError && error.code === "unreachable";
      const remedy = "absent" in program ? "Start its gateway, or correct the address that the program gives." : 'Run "pulumi up --refresh": it starts what is stopped.';
      return { verdict: "failed", what: messageOf(error), ...(isAway && { remedy }) };
    }
  },
};
