import type { GatewayClient } from "./client";

/** Does something with a connection of its own, which ends with it. */
export async function withClient<T>(connect: () => Promise<GatewayClient>, work: (client: GatewayClient) => Promise<T>): Promise<T> {
  const client = await connect();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
