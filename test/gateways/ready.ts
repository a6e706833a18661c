import { Deadline } from "../../sdk/deadline";
import { connectGateway, type Endpoint } from "../../sdk/gateway";
import type { GatewayRelease } from "../../sdk/config";

/** A gateway that starts. */
export interface StartingGateway {
  readonly release: GatewayRelease;
  readonly endpoint: Endpoint;
  readonly token: string;
  /** How its process ended; undefined while it runs. */
  end(): string | undefined;
}

/** Waits until a gateway is ready. Throws when it ends before, and after five minutes. */
export async function untilReady(gateway: StartingGateway): Promise<void> {
  const isReady = gateway.release.package === "clawdbot" ? greets : saysReady;
  const deadline = Deadline.after(300_000, "the gateway to become ready");
  while (!(await isReady(gateway))) {
    const end = gateway.end();
    if (end !== undefined) throw new Error(`it ended with ${end}`);
    await deadline.sleep(250);
  }
}

/** Clawdbot has no `/readyz`: it is ready when it accepts a connection. */
async function greets({ endpoint, token }: StartingGateway): Promise<boolean> {
  try {
    const client = await connectGateway({ endpoint, token, scopes: ["operator.read"], deadline: Deadline.after(5_000, "hello") });
    await client.close();
    return true;
  } catch {
    return false;
  }
}

async function saysReady({ endpoint }: StartingGateway): Promise<boolean> {
  try {
    const response = await fetch(`http://${new URL(endpoint.address).host}/readyz`, { signal: AbortSignal.timeout(2_000) });
    return ((await response.json()) as { ready?: unknown }).ready === true;
  } catch {
    return false;
  }
}
