import { afterEach, expect, it } from "vitest";
import { Deadline } from "../../sdk/deadline";
import { connectGateway } from "../../sdk/gateway";
import { startSimulator, type SimulatedGateway } from "./simulator";

let gateway: SimulatedGateway | undefined;

afterEach(() => gateway?.stop());

it("a simulated gateway takes as few writes as it is told to, and counts what it refused", async () => {
  gateway = await startSimulator({ release: { package: "openclaw", version: "2026.9.6" }, document: { gateway: { mode: "local" } }, windowMs: 60_000, writesPerWindow: 3 });
  const client = await connectGateway({ endpoint: gateway.endpoint, token: gateway.token, scopes: ["operator.admin"], deadline: Deadline.after(5_000, "the test") });
  const write = (): Promise<unknown> => client.call("config.patch", { raw: "{}", baseHash: "of another file" }, Deadline.after(2_000, "the test"));
  for (let call = 0; call < 3; call++) await expect(write()).rejects.toMatchObject({ code: "stale-hash" });
  expect(gateway.rateErrors()).toBe(0);
  await expect(write()).rejects.toMatchObject({ code: "rate-limited", details: { limit: "3 per 60s" } });
  expect(gateway.rateErrors()).toBe(1);
  expect([gateway.sockets(), gateway.connections.length]).toEqual([1, 1]);
  await client.close();
});
