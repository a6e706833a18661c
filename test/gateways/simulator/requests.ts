import { isPlainObject } from "../../../sdk/config";
import type { ErrorShape } from "../../../sdk/gateway/errors";
import type { Fault, FaultKind } from "./faults";
import type { GatewayProcess } from "./gatewayProcess";
import { receiveConnect } from "./handshake";
import type { Call, Method } from "./line";
import type { Session } from "./session";

const defaultFaultMs = 20;

/** Receives one frame of a connection. */
export function receive(process: GatewayProcess, session: Session, text: string): void {
  const frame = parsed(text);
  if (frame === undefined) return session.close(1000, "");
  const method = Object.hasOwn(process.line.methods, frame.method) ? process.line.methods[frame.method] : undefined;
  const faults = process.faults.next(method?.isWrite === true);
  if (strike(process, session, faults)) return;
  const reply = (answer: Readonly<Record<string, unknown>>): void => delayed(process, faults, () => session.send({ type: "res", id: frame.id, ...answer }));
  // A fault that hangs the process begins before the request is looked at.
  process.timers.whenAwake(() => {
    if (session.scopes === undefined) connect(process, session, frame, reply);
    else call(process, session, { ...frame, known: method }, faults, reply);
  });
}

type Reply = (answer: Readonly<Record<string, unknown>>) => void;

interface Frame {
  readonly id: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

function parsed(text: string): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    if (!isPlainObject(frame) || frame["type"] !== "req" || typeof frame["method"] !== "string") return undefined;
    return { id: String(frame["id"]), method: frame["method"], params: isPlainObject(frame["params"]) ? frame["params"] : {} };
  } catch {
    return undefined;
  }
}

function connect(process: GatewayProcess, session: Session, frame: Frame, reply: Reply): void {
  if (process.phase !== "up") {
    reply({ ok: false, error: { code: "UNAVAILABLE", message: "gateway starting; retry shortly", retryable: true, retryAfterMs: 500 * process.settings.pace, details: { reason: "startup-sidecars" } } });
    return session.close(1013, "gateway starting");
  }
  const rejection =
    frame.method === "connect" ? receiveConnect(process, session, frame.params) : { error: { code: "INVALID_REQUEST", message: "invalid handshake: first request must be connect" }, closeCode: 1008 };
  if (rejection !== undefined) {
    reply({ ok: false, error: rejection.error });
    return session.close(rejection.closeCode, rejection.error.message);
  }
  process.asked.push({ scopes: session.scopes ?? [] });
  reply({ ok: true, payload: { type: "hello-ok", protocol: process.line.protocol, ...process.line.hello(process, session) } });
}

function call(process: GatewayProcess, session: Session, frame: Frame & { readonly known: Method | undefined }, faults: readonly Fault[], reply: Reply): void {
  const { method, params, known } = frame;
  if (known?.isWrite === true) process.writes.push({ method, params });
  const refuse = (error: ErrorShape): void => reply({ ok: false, error });
  if (has(faults, "refuse")) return refuse({ code: "UNAVAILABLE", message: "Error: the gateway is not well" });
  const error = known === undefined ? { code: "INVALID_REQUEST", message: `unknown method: ${method}` } : forbidden(process, session, method, known) ?? unexpected(method, params, known);
  if (error !== undefined) return refuse(error);
  known?.run({ process, session, method, params, faults, answer: (payload) => reply({ ok: true, payload }), refuse });
}

function forbidden(process: GatewayProcess, session: Session, method: string, { scope, isLimited }: Method): ErrorShape | undefined {
  if (scope !== undefined && !process.line.allows(session.scopes ?? [], scope)) return process.line.missingScope(scope);
  const wait = isLimited === true ? process.limits.waitFor(`${method} ${session.deviceId ?? ""}`) : undefined;
  if (wait === undefined) return undefined;
  process.rateErrors++;
  const limit = { method, limit: `${String(process.limits.callsPerWindow)} per 60s` };
  return { code: "UNAVAILABLE", message: `rate limit exceeded for ${method}; retry after ${String(Math.ceil(wait / 1000))}s`, retryable: true, retryAfterMs: wait, details: limit };
}

function unexpected(method: string, params: Readonly<Record<string, unknown>>, { takes }: Method): ErrorShape | undefined {
  const other = Object.keys(params).find((name) => !takes.includes(name));
  return other === undefined ? undefined : { code: "INVALID_REQUEST", message: `invalid ${method} params: at root: unexpected property '${other}'` };
}

/** True for a request that never gets further. */
function strike(process: GatewayProcess, session: Session, faults: readonly Fault[]): boolean {
  const hang = faults.find((fault) => fault.do === "hang");
  if (hang !== undefined) process.timers.hang(hang.ms ?? defaultFaultMs);
  if (has(faults, "die")) process.die();
  else if (has(faults, "cut")) session.cut();
  else if (has(faults, "half-close")) session.mute();
  else return false;
  return true;
}

function delayed(process: GatewayProcess, faults: readonly Fault[], send: () => void): void {
  const slow = faults.find((fault) => fault.do === "slow");
  if (slow === undefined) send();
  else process.timers.after((slow.ms ?? defaultFaultMs) / process.settings.pace, send);
}

/** True when one of the faults is of this kind. */
export function has(faults: readonly Fault[], kind: FaultKind): boolean {
  return faults.some((fault) => fault.do === kind);
}

/** What a write does once its text is known: persists it, unless a fault forbids. True when the rest is to be done. */
export function persist({ process, session, faults }: Call, text: string): boolean {
  if (has(faults, "die-before-persist")) {
    process.die();
    return false;
  }
  process.file.replace(text);
  process.seen = process.file.content;
  if (has(faults, "no-return")) process.comesBack = false;
  if (has(faults, "dead-channels")) process.channelsAreDead = true;
  if (has(faults, "cut-after-persist")) session.cut();
  if (has(faults, "die-after-persist")) process.die();
  const death = faults.find((fault) => fault.do === "oom-after-persist");
  if (death !== undefined) process.timers.after((death.ms ?? defaultFaultMs) / process.settings.pace, () => process.die());
  return !["die-after-persist", "oom-after-persist", "silent-after-persist"].some((kind) => faults.some((fault) => fault.do === kind));
}
