import type { ChangeObserver, ConfigChange, ConfigDocument } from "@molthub/pulumi/sdk";

/** A change of an OpenClaw that may go over anything. */
export function changeTo(wanted: ConfigDocument): ConfigChange {
  return { bot: "bench", release: { package: "openclaw", version: "2026.9.6" }, wanted, secretPaths: [], unmanaged: [], environment: [], sealed: {}, onlyAdds: false, mayWrite: () => undefined };
}

/** Nobody is told. */
export const unobserved: ChangeObserver = { intent: () => undefined, result: () => undefined };
