import { setTimeout as delay } from "node:timers/promises";
import { applyConfig, connectGateway, createDevice, Deadline, unstamped, type ConfigDocument, type GatewayClient } from "@molthub/pulumi/sdk";
import { startGateway } from "../scripts/capture/gateway.mts";
import { changeTo, unobserved } from "./changeTo.mts";
import { measureTime, type Measured } from "./measure.mts";

export const name = "one hot change of a real OpenClaw as a transaction, from connecting to its proof";
export const floorName = "the bare calls on the same gateway: connect, config.get, config.patch, config.get";

const rounds = 8;
// A write that meets the end of the reload before it is answered late (openclaw 2026.9.6).
const betweenWritesMs = 1_500;

export async function run(): Promise<Measured> {
  const gateway = await startGateway({ package: "openclaw", version: "2026.9.6" }, () => undefined);
  const device = createDevice();
  const connect = (deadline: Deadline): Promise<GatewayClient> => connectGateway({ endpoint: { transport: "direct", address: gateway.address }, token: gateway.token, device, scopes: ["operator.admin"], deadline, patience: "startup" });
  const within = (): Deadline => Deadline.after(120_000, "the gateway");
  let at = 0;
  const nextPrefix = (): string => `round ${String(at++)}`;
  try {
    const first = await connect(within());
    const { parsed } = await first.call("config.get", {});
    await first.close();
    const document = unstamped(parsed as ConfigDocument);
    return await measureTime(
      async () => {
        const wanted = { ...document, messages: { responsePrefix: nextPrefix() } };
        await applyConfig(connect, changeTo(wanted), unobserved, within());
        await delay(betweenWritesMs);
      },
      async () => {
        const client = await connect(within());
        const { hash } = await client.call("config.get", {});
        await client.call("config.patch", { raw: JSON.stringify({ messages: { responsePrefix: nextPrefix() } }), baseHash: hash });
        await client.call("config.get", {});
        await client.close();
        await delay(betweenWritesMs);
      },
      rounds,
    ).then(({ subject, floor }) => ({ subject: subject - betweenWritesMs, floor: floor - betweenWritesMs }));
  } finally {
    await gateway.stop();
  }
}
