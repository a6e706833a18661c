import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { applyConfig, connectGateway, Deadline, installGateway } from "@molthub/pulumi/sdk";
import { startSimulator } from "@molthub/pulumi/testing";
import { changeTo, unobserved } from "./changeTo.mts";
import { measureTime, type Measured } from "./measure.mts";

export const name = "a change of 20 bots as transactions (simulated gateways: what Molthub itself takes)";
export const floorName = "the product's own CLI on 20 config files: xargs -P16 openclaw config set";

const bots = 20;
const release = { package: "openclaw", version: "2026.9.6" };
const document = { gateway: { mode: "local" }, messages: { responsePrefix: "old" } };

export async function run(): Promise<Measured> {
  const { node, entry } = await installGateway(release, () => undefined);
  const folder = mkdtempSync(path.join(tmpdir(), "molthub-bench-"));
  const gateways = await Promise.all(Array.from({ length: bots }, () => startSimulator({ release, document })));
  const configs = gateways.map((_, at) => {
    mkdirSync(path.join(folder, String(at)));
    const config = path.join(folder, String(at), "openclaw.json");
    writeFileSync(config, JSON.stringify(document), { mode: 0o600 });
    return config;
  });
  try {
    return await measureTime(
      async () => {
        await Promise.all(
          gateways.map(({ endpoint, token }) =>
            applyConfig((deadline) => connectGateway({ endpoint, token, scopes: ["operator.admin"], deadline }), changeTo({ ...document, messages: { responsePrefix: "new" } }), unobserved, Deadline.after(60_000, "a simulated gateway")),
          ),
        );
      },
      async () => {
        const script = `OPENCLAW_STATE_DIR=$(dirname "$0") HOME=$(dirname "$0") OPENCLAW_CONFIG_PATH="$0" exec "${node}" "${entry}" config set messages.responsePrefix new`;
        execFileSync("xargs", ["-P16", "-n1", "sh", "-c", script], { input: configs.join("\n"), stdio: ["pipe", "ignore", "ignore"] });
      },
      1,
    );
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
