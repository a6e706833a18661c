import { describe, expect, test } from "vitest";
import { MolthubError } from "../../sdk/errors";
import { refusal } from "../../sdk/gateway/errors";
import type { ErrorShape } from "../../sdk/gateway/errors";

// Each as OpenClaw 2026.9.6 words it.
const invalid = (message: string, details?: unknown): ErrorShape => ({ code: "INVALID_REQUEST", message, details });
const unavailable = (message: string): ErrorShape => ({ code: "UNAVAILABLE", message });
const observed: [string, ErrorShape][] = [
  ["unauthorized", invalid("unauthorized: gateway token mismatch (provide gateway auth token)", { code: "AUTH_TOKEN_MISMATCH" })],
  ["unauthorized", invalid("unauthorized: gateway token mismatch (provide gateway auth token)")],
  ["not-paired", { code: "NOT_PAIRED", message: "pairing required", details: { code: "PAIRING_REQUIRED" } }],
  ["device-rejected", invalid("device signature invalid", { code: "DEVICE_AUTH_SIGNATURE_INVALID" })],
  ["protocol", invalid("protocol mismatch", { code: "PROTOCOL_MISMATCH", expectedProtocol: 4 })],
  ["missing-scope", { code: "FORBIDDEN", message: "missing scope: operator.admin", details: { code: "MISSING_SCOPE" } }],
  ["stale-hash", invalid("config changed since last load; re-run config.get and retry")],
  ["base-hash-required", invalid("config base hash required for ui.seamColor; re-run config.get and retry with baseHash")],
  ["invalid-config", invalid(`invalid config: <root>: Unrecognized key: "nokey"`)],
  ["invalid-config", invalid("SyntaxError: JSON5: invalid end of input at 1:5")],
  ["invalid-request", invalid("invalid config.patch params: at root: unexpected property 'foo'")],
  ["invalid-request", invalid("config.patch raw must be an object")],
  ["unknown-method", invalid("unknown method: nope.method")],
  ["write-rejected", unavailable("Error: Config write rejected: /x/openclaw.json (gateway-mode-removed).: code=CONFIG_WRITE_REJECTED")],
  ["read-only", unavailable("ConfigReadOnlyError: Config is externally managed")],
  ["written-not-live", unavailable("config.patch persisted but was not applied to the active Gateway (failed); run config.get, then use config.apply")],
  ["rate-limited", unavailable("rate limit exceeded for config.patch; retry after 60s")],
  ["unavailable", unavailable("gateway starting; retry shortly")],
  ["failed", { code: "AGENT_TIMEOUT", message: "x" }],
];

describe("the code of a refusal", () => {
  test.each(observed)("%s", (code, error) => {
    expect(refusal("config.patch", error).code).toBe(code);
  });
});

test("a refusal carries the method, the Gateway's words, and its facts", () => {
  const details = { method: "config.patch", limit: "30 per 60s" };
  const error = refusal("config.patch", { ...unavailable("rate limit exceeded"), retryable: true, retryAfterMs: 59_609, details });
  expect(error).toBeInstanceOf(MolthubError);
  expect(error.message).toBe("config.patch: rate limit exceeded");
  expect(error).toMatchObject({ gatewayCode: "UNAVAILABLE", retryable: true, retryAfterMs: 59_609, details, issues: [] });
});

test("issues are taken from the details, malformed ones left out", () => {
  const issues = [{ path: "gateway", message: "no", allowedValues: ["a"] }, { path: 3 }, null];
  expect(refusal("x", invalid("invalid config: gateway: no", { issues })).issues).toEqual([{ path: "gateway", message: "no" }]);
  expect(refusal("x", invalid("y", "text")).issues).toEqual([]);
});
