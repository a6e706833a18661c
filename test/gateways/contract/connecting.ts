import { beforeAll, describe, expect, it } from "vitest";
import { createDevice } from "../../../sdk/gateway";
import { admin, refusal, within, type Subject } from "./subject";

/** Who is let in, as what, and what a gateway says of itself. */
export function connecting(subject: Subject): void {
  beforeAll(() => subject.renew());

  it("greets a device that it never saw, with everything that it was asked for", async () => {
    const { hello } = await subject.client();
    const { stateDir, configPath } = subject.gateway;
    if (subject.line === "openclaw") {
      expect(hello).toMatchObject({ protocol: 4, version: "2026.9.6", scopes: admin, stateDir, configPath, maxPayload: 26_214_400 });
      expect(hello.bootId).toMatch(/^[\da-f-]{36}$/);
      expect(hello.appliedConfigHash).toBe((await subject.read()).configRevisionHash);
    } else {
      expect(hello).toMatchObject({ protocol: 3, version: "dev", stateDir, configPath, maxPayload: 524_288 });
      expect([hello.bootId, hello.appliedConfigHash, hello.scopes]).toEqual([undefined, undefined, undefined]);
    }
  });

  it("lets a client in without a device, on its own loopback", async () => {
    const connection = await subject.bareConnection();
    await connection.next("connect.challenge", within(15));
    expect(await connection.request("connect", connectWith({ auth: { token: subject.gateway.token } }), within(15))).toMatchObject({ type: "hello-ok" });
    expect(await connection.request("config.get", {}, within(30))).toMatchObject({ exists: true });
    await connection.close();
  });

  it("refuses a wrong token as unauthorized, and does not repeat it", async () => {
    const error = await refusal(subject.connect(admin, { token: "not-the-token" }));
    expect(error.code).toBe("unauthorized");
    expect(error.message).not.toContain("not-the-token");
  });

  it("refuses a signature that does not fit", async () => {
    const device = { ...createDevice(), privateKey: createDevice().privateKey };
    const error = await refusal(subject.connect(admin, { device }));
    expect(error).toMatchObject({ gatewayCode: "INVALID_REQUEST", retryable: false });
    if (subject.line === "openclaw") expect(error.code).toBe("device-rejected");
  });

  it.each([
    ["speaks protocols that it does not", { minProtocol: 90, maxProtocol: 99 }, "INVALID_REQUEST", 1002],
    ["proves nothing", { auth: {} }, "NOT_PAIRED", 1008],
    ["says things that are not of the protocol", { zork: 1 }, "INVALID_REQUEST", 1008],
  ])("refuses a client that %s", async (_, more, gatewayCode, closeCode) => {
    const connection = await subject.bareConnection();
    await connection.next("connect.challenge", within(15));
    expect(await refusal(connection.request("connect", connectWith({ auth: { token: subject.gateway.token }, ...more }), within(15)))).toMatchObject({ gatewayCode });
    expect((await connection.ended).code).toBe(closeCode);
  });

  it("wants a connect first", async () => {
    const connection = await subject.bareConnection();
    await connection.next("connect.challenge", within(15));
    expect((await refusal(connection.request("health", {}, within(15)))).message).toContain("first request must be connect");
    expect((await connection.ended).code).toBe(1008);
  });

  describe("a reader", () => {
    it("may not write, and what it may read depends on the line", async () => {
      const reader = await subject.connect(["operator.read"], { device: createDevice() });
      const write = await refusal(reader.call("config.patch", { raw: "{}" }));
      expect((await reader.call("health", {})).ok).toBe(true);
      if (subject.line === "openclaw") {
        expect(write).toMatchObject({ code: "missing-scope", gatewayCode: "FORBIDDEN", retryable: false });
        expect((await reader.call("config.get", {})).exists).toBe(true);
        expect([reader.hello.stateDir, reader.hello.configPath]).toEqual([undefined, undefined]);
      } else {
        expect(write).toMatchObject({ gatewayCode: "INVALID_REQUEST", message: expect.stringContaining("missing scope: operator.admin") as string });
        expect((await refusal(reader.call("config.get", {}))).message).toContain("missing scope: operator.admin");
        expect(reader.hello.stateDir).toBe(subject.gateway.stateDir);
      }
      await reader.close();
      expect(reader.closed).toMatchObject({ code: 1000 });
    });
  });
}

function connectWith(more: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const client = { id: "gateway-client", version: "1", platform: "linux", mode: "backend" };
  return { minProtocol: 3, maxProtocol: 4, client, caps: [], role: "operator", scopes: admin, ...more };
}
