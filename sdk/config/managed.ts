import { MolthubError } from "../errors";
import { additionsOf } from "./append";
import type { ConfigDocument, Path } from "./document";
import { formatPath, isPlainObject } from "./document";
import type { Layer } from "./layer";

/**
 * The keys that Molthub sets on every bot it hosts: reachable from its own machine only, by token, with its files in its own state
 * directory. Port and token are not here: they reach the Gateway by its environment, so that a document holds neither
 * (observed with openclaw 2026.9.6; the placeholders are kept literally by `config.patch` and `config.apply`).
 *
 * @param gatewayPackage npm package of the Gateway; each line of the product has placeholders of its own
 */
export function managedKeysOf(gatewayPackage: string): ConfigDocument {
  const stateDir = gatewayPackage === "clawdbot" ? "${CLAWDBOT_STATE_DIR}" : "${OPENCLAW_STATE_DIR}";
  return {
    gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
    agents: { defaults: { workspace: `${stateDir}/workspace` } },
    logging: { file: `${stateDir}/gateway.log` },
  };
}

const reserved: readonly { path: Path; instead: string }[] = [
  { path: ["gateway", "mode"], instead: "Molthub sets it; remove it" },
  { path: ["gateway", "bind"], instead: "Molthub binds to loopback and reaches the bot from its own machine; remove it" },
  { path: ["gateway", "port"], instead: "set the bot's `port:` instead" },
  { path: ["gateway", "auth", "mode"], instead: "Molthub sets it; remove it" },
  { path: ["gateway", "auth", "token"], instead: "Molthub makes and keeps the token; remove it" },
  { path: ["gateway", "auth", "password"], instead: "Molthub connects by token; remove it" },
  { path: ["agents", "defaults", "workspace"], instead: "every bot has its own workspace in its state directory; remove it" },
  { path: ["logging", "file"], instead: "every bot logs to its own state directory; remove it" },
];

/** The paths that only Molthub sets, of a bot it hosts. */
export const managedPaths: readonly Path[] = reserved.map(({ path }) => path);

/**
 * Refuses a layer that sets a key which Molthub manages, by `config` or by `append`.
 *
 * @throws MolthubError `managed-key`, naming layer, path and remedy
 */
export function refuseManagedKeys(layer: Layer): void {
  const additions = additionsOf(layer);
  for (const { path, instead } of reserved) {
    let value: unknown = layer.config;
    path.forEach((key, at) => {
      if (at > 0) requireObject(layer.name, path.slice(0, at), value);
      value = isPlainObject(value) ? value[key] : undefined;
    });
    if (value !== undefined && value !== null) throw managed(layer.name, path, instead);
    for (const addition of additions) refuseAddition(layer, addition.path, path, instead);
  }
}

function refuseAddition(layer: Layer, added: Path, path: Path, instead: string): void {
  if (!added.every((key, at) => at >= path.length || key === path[at])) return;
  if (added.length >= path.length) throw managed(`${layer.name}: append`, path, instead);
  requireObject(`${layer.name}: append`, added, []);
}

function managed(where: string, path: Path, instead: string): MolthubError {
  return new MolthubError("managed-key", `${where}: ${formatPath(path)} is managed by Molthub: ${instead}`);
}

// The managed keys would take its place without a word.
function requireObject(where: string, path: Path, value: unknown): void {
  if (value === undefined || value === null || isPlainObject(value)) return;
  throw new MolthubError("managed-key", `${where}: ${formatPath(path)} holds keys that Molthub manages: it must be an object`);
}
