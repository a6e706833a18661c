import type { OpenDocument } from "../../config";
import type { SecretReference } from "../../secrets";
import type { ConnectorKind } from "../definition";

/** The Gateway's web hooks: others call the bot. */
export interface Webhook {
  /** What a caller must know. */
  readonly token: SecretReference;
  /** If unset, the Gateway's own: `/hooks`. */
  readonly path?: string;
  /** What a call does, in the Gateway's words. If unset, nothing beside the Gateway's own paths. */
  readonly mappings?: readonly OpenDocument[];
}

export function webhook({ token, path, mappings }: Webhook): ConnectorKind {
  return {
    kind: "webhook",
    shared: true,
    credentials: [token],
    hosts: [],
    contributionTo: () => ({ config: { hooks: { enabled: true, token, ...(path !== undefined && { path }), ...(mappings && { mappings: [...mappings] }) } } }),
  };
}
