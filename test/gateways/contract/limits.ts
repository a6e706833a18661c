import { beforeAll, expect, it } from "vitest";
import type { Deadline } from "../../../sdk/deadline";
import { createDevice, type GatewayClient, type GatewayError } from "../../../sdk/gateway";
import { admin, refusal, within, type Subject } from "./subject";

const callsPerMinute = 30;

/** How often a gateway lets itself be written to. */
export function limits(subject: Subject): void {
  beforeAll(() => subject.renew());

  // A refused write counts, and changes nothing.
  const write = (client: GatewayClient, method: "config.patch" | "config.apply", deadline?: Deadline): Promise<GatewayError> => refusal(client.call(method, { raw: "{}", baseHash: "of another file" }, deadline));

  it(subject.line === "openclaw" ? "takes 30 writes a minute of a device and method, refused ones too, and says for how long not" : "takes writes without limit", async () => {
    const client = await subject.client();
    for (let call = 0; call < callsPerMinute; call++) expect((await write(client, "config.patch")).code).toBe("stale-hash");
    if (subject.line === "clawdbot") {
      expect((await write(client, "config.patch")).code).toBe("stale-hash");
      return;
    }
    // With less time than the wait, so that the limit is thrown and not slept through.
    const error = await write(client, "config.patch", within(2));
    expect(error).toMatchObject({ code: "rate-limited", gatewayCode: "UNAVAILABLE", retryable: true, details: { method: "config.patch", limit: "30 per 60s" } });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect((await write(client, "config.apply")).code).toBe("stale-hash");
    const other = await subject.connect(admin, { device: createDevice() });
    expect((await write(other, "config.patch")).code).toBe("stale-hash");
    await other.close();
  });
}
