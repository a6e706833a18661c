import type { ChangeObserver, ConfigChange } from "../../sdk/apply";
import type { ConfigDocument } from "../../sdk/config";

/** A change of an OpenClaw that may go over anything. */
export function changeTo(wanted: ConfigDocument, more: Partial<ConfigChange> = {}): ConfigChange {
  return { bot: "alice", release: { package: "openclaw", version: "2026.9.6" }, wanted, secretPaths: [], unmanaged: [], environment: [], sealed: {}, onlyAdds: false, mayWrite: () => undefined, ...more };
}

/** Nobody is told. */
export const unobserved: ChangeObserver = { intent: () => undefined, result: () => undefined };
