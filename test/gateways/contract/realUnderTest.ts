import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { GatewayRelease } from "../../../sdk/config";
import { startRealGateway } from "../realGateway";
import type { GatewayUnderTest, StartGateway } from "./underTest";

/** A real gateway as one under test. */
export function realGateway(release: GatewayRelease): StartGateway {
  return async ({ document }) => {
    const gateway = await startRealGateway({ release, config: document });
    const { configPath } = gateway;
    const underTest: GatewayUnderTest = {
      ...gateway,
      file: () => (existsSync(configPath) ? readFileSync(configPath, "utf8") : undefined),
      editText(text) {
        if (text === undefined) return rmSync(configPath);
        writeFileSync(`${configPath}.edit`, text);
        renameSync(`${configPath}.edit`, configPath);
      },
      isRunning: () => gateway.end() === undefined,
      lastWords: () => `${gateway.end() ?? "it runs"}\n${gateway.log().slice(-4_000)}`,
      async kill() {
        if (gateway.end() === undefined) await gateway.kill();
      },
      async start() {
        // One that does not start is a fact like any other.
        await gateway.restart().catch((error: unknown) => {
          if (gateway.end() === undefined) throw error;
        });
      },
      stop: () => gateway.stop(),
    };
    return underTest;
  };
}
