import { startSimulator } from "../simulator";
import { gatewayContract } from ".";
import type { StartGateway } from "./underTest";

// Slow enough for a test to find a gateway between two events of its own.
const pace = 0.5;

function simulated(release: { readonly package: string; readonly version: string }): StartGateway {
  return async ({ document }) => {
    const gateway = await startSimulator({ release, document, handMade: true, pace });
    return { ...gateway, kill: async () => gateway.kill(), start: async () => gateway.start(), lastWords: () => "it is simulated" };
  };
}

gatewayContract("simulated openclaw 2026.9.6", "openclaw", simulated({ package: "openclaw", version: "2026.9.6" }));
gatewayContract("simulated clawdbot 2026.1.24-3", "clawdbot", simulated({ package: "clawdbot", version: "2026.1.24-3" }));
