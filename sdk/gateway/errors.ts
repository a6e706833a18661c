import { MolthubError } from "../errors";

/** One complaint of the Gateway's config validation. `path` is a dotted config path, "" for the root. */
export interface GatewayIssue {
  readonly path: string;
  readonly message: string;
}

/** What a Gateway puts into `error` of a failed response (2026.9.6, protocol 4). */
export interface ErrorShape {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

/** What is known about a {@link GatewayError} besides its message. */
export interface GatewayErrorFacts {
  /** The Gateway's own code (`INVALID_REQUEST`, `FORBIDDEN`, `UNAVAILABLE`, ...); absent when no gateway answered. */
  readonly gatewayCode?: string;
  /** The Gateway says that the same request may succeed later. Default false. */
  readonly retryable?: boolean;
  /** How long to wait before that, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The Gateway's `error.details`, as received. Not part of the message. */
  readonly details?: unknown;
  /** The config paths that the Gateway refuses. Default none. */
  readonly issues?: readonly GatewayIssue[];
}

/**
 * A failure of a gateway connection or call. Its `code` is one of:
 *
 * - `unreachable`: nobody answers at the address, or the gateway is still starting; `invalid-endpoint`: that is no address
 * - `unauthorized`, `not-paired`, `device-rejected`, `missing-scope`: who we are, or what we may do
 * - `connection-lost`: the connection ended before the answer came. The request may have been carried out
 * - `protocol`: what answers does not speak protocol 3 or 4 as known here
 * - `stale-hash`, `base-hash-required`, `invalid-config`, `write-rejected`, `read-only`, `written-not-live`: answers to config writes
 * - `rate-limited`, `unavailable`, `unknown-method`, `invalid-request`, `too-large`, `failed`: other refusals
 *
 * A missed deadline of a call is no GatewayError but the error of `Deadline` (code `deadline`).
 *
 * @example
 * if (error instanceof GatewayError && error.code === "stale-hash") return readAgain();
 */
export class GatewayError extends MolthubError {
  readonly gatewayCode: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly details: unknown;
  readonly issues: readonly GatewayIssue[];

  constructor(code: string, message: string, facts: GatewayErrorFacts = {}, options?: ErrorOptions) {
    super(code, message, options);
    this.gatewayCode = facts.gatewayCode;
    this.retryable = facts.retryable ?? false;
    this.retryAfterMs = facts.retryAfterMs;
    this.details = facts.details;
    this.issues = facts.issues ?? [];
  }
}

/** The error of a request that the Gateway refused: the method and what the Gateway says, never what was sent. */
export function refusal(method: string, error: ErrorShape): GatewayError {
  return new GatewayError(codeOf(error), `${method}: ${error.message}`, {
    gatewayCode: error.code,
    retryable: error.retryable === true,
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    details: error.details,
    issues: issuesOf(error.details),
  });
}

/** One kind of refusal, and how 2026.9.6 says it. `detail` is `details.code`, matched as a prefix. */
interface Refusal {
  readonly code: string;
  readonly gatewayCode?: string;
  readonly detail?: string;
  readonly message?: RegExp;
}

// First match wins. Many refusals share a gateway code and differ in words only: CONFIG_WRITE_REJECTED, read-only and
// rate limits are all UNAVAILABLE, and only the last is worth a retry.
const refusals: readonly Refusal[] = [
  { code: "unauthorized", detail: "AUTH_" },
  { code: "unauthorized", message: /^unauthorized\b/ },
  { code: "not-paired", gatewayCode: "NOT_PAIRED" },
  { code: "device-rejected", detail: "DEVICE_AUTH_" },
  { code: "protocol", detail: "PROTOCOL_MISMATCH" },
  { code: "missing-scope", detail: "MISSING_SCOPE" },
  { code: "base-hash-required", message: /^config base hash required/ },
  { code: "stale-hash", gatewayCode: "INVALID_REQUEST", message: /re-run config\.get and retry/ },
  { code: "invalid-config", gatewayCode: "INVALID_REQUEST", message: /^(invalid config\b|SyntaxError: JSON5)(?!\.)/ },
  // The message ends after 240 characters, often before the code of the error that it tells of (2026.9.6).
  { code: "write-rejected", message: /^Error: Config write rejected|CONFIG_WRITE_REJECTED/ },
  { code: "read-only", message: /ConfigReadOnlyError/ },
  { code: "written-not-live", gatewayCode: "UNAVAILABLE", message: /^config\.(patch|apply) persisted\b/ },
  { code: "rate-limited", gatewayCode: "UNAVAILABLE", message: /^rate limit exceeded/ },
  { code: "unknown-method", message: /^unknown method:/ },
  { code: "invalid-request", gatewayCode: "INVALID_REQUEST" },
  { code: "unavailable", gatewayCode: "UNAVAILABLE" },
];

function codeOf(error: ErrorShape): string {
  const detail = field(error.details, "code");
  const found = refusals.find(
    (row) =>
      (row.gatewayCode === undefined || row.gatewayCode === error.code) &&
      (row.detail === undefined || (typeof detail === "string" && detail.startsWith(row.detail))) &&
      (row.message === undefined || row.message.test(error.message)),
  );
  return found?.code ?? "failed";
}

function issuesOf(details: unknown): GatewayIssue[] {
  const issues = field(details, "issues");
  if (!Array.isArray(issues)) return [];
  return issues.flatMap((issue: unknown) => {
    const path = field(issue, "path");
    const message = field(issue, "message");
    return typeof path === "string" && typeof message === "string" ? [{ path, message }] : [];
  });
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** Issues as a person reads them, the whole document by the name `<root>`. */
export function issueTexts(issues: readonly GatewayIssue[]): string[] {
  return issues.map(({ path, message }) => `${path === "" ? "<root>" : path}: ${message}`);
}
