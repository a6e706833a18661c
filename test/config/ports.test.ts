import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultPort, requireDistinctPorts, requireValidPort } from "../../sdk/config";

describe("defaultPort", () => {
  it("never changes: a later Molthub must find the bots where they are", () => {
    expect(defaultPort("project", "dev", "alice")).toBe(24_188);
  });

  it("is in 19000 to 30996, in steps of 4", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (project, stack, bot) => {
        const port = defaultPort(project, stack, bot);
        expect(port).toBeGreaterThanOrEqual(19_000);
        expect(port).toBeLessThanOrEqual(30_996);
        expect(port % 4).toBe(0);
        expect(() => requireValidPort(port, bot)).not.toThrow();
      }),
    );
  });

  it("depends on project, stack and bot, each by itself", () => {
    const ports = [defaultPort("p", "s", "b"), defaultPort("q", "s", "b"), defaultPort("p", "t", "b"), defaultPort("p", "s", "c"), defaultPort("ps", "", "b")];
    expect(new Set(ports).size).toBe(ports.length);
  });
});

describe("requireValidPort", () => {
  it.each([1024, 18_789, 65_535])("accepts %d", (port) => {
    expect(() => requireValidPort(port, "alice")).not.toThrow();
  });

  it.each([0, 80, 1023, 65_536, 70_000, -1, 19_000.5, Number.NaN])("refuses %d", (port) => {
    const message = `bot alice: port: ${String(port)} is not a port a bot can use. Give a whole number from 1024 to 65535.`;
    expect(() => requireValidPort(port, "alice")).toThrow(expect.objectContaining({ code: "invalid-port", message }));
  });
});

describe("requireDistinctPorts", () => {
  it("names both bots of a port", () => {
    const message = "bot carol: port: 19000 is also the port of bot alice. Give one of them another `port:`.";
    expect(() => requireDistinctPorts({ alice: 19_000, bob: 19_004, carol: 19_000 })).toThrow(expect.objectContaining({ code: "duplicate-port", message }));
    expect(() => requireDistinctPorts({ alice: 19_000, bob: 19_004 })).not.toThrow();
  });
});
