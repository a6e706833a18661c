import * as pulumi from "@pulumi/pulumi";
import { SecretReference } from "../sdk/secrets";
import { shown } from "./userError";

/** What may be asked of a reference. */
export interface SecretOptions {
  /** Raise it to say that the value at the source is another one: the next update brings it to the bots. If unset, a refresh finds out. */
  readonly version?: string | number;
}

/**
 * References to secrets, for connectors and as leaves of config layers. `{bot}` in one reads the name of each bot (not in a variable). Values are read when an
 * update writes them, and go to the bot only: documents, previews and the stack's state have the reference.
 *
 * @example
 * new Connector("support", { telegram: { botToken: secret.from("vault:kv/molt/{bot}/telegram#token") } });
 * @example
 * overlay: { tools: { web: { search: { apiKey: secret.env("BRAVE_API_KEY") } } } }
 */
export const secret = {
  /**
   * A variable of the environment that Pulumi runs in. A bot that Molthub hosts gets it in its environment, where a new value restarts it;
   * another one in its secret store, unless its host gives it that variable anyway.
   */
  env: (name: string, options?: SecretOptions): SecretReference => parsed(`env:${name}`, options),
  /** A file on the machine that runs Pulumi, relative to the program's folder; without the line break at its end. */
  file: (path: string, options?: SecretOptions): SecretReference => parsed(`file:${path}`, options),
  /**
   * What a program prints on the machine that runs Pulumi. No shell is between.
   *
   * @example secret.exec("pass", ["show", "molt/{bot}/slack"])
   */
  exec: (command: string, args: readonly string[] = [], options?: SecretOptions): SecretReference => parsed(`exec:${JSON.stringify([command, ...args])}`, options),
  /** A value that Pulumi keeps, encrypted, in the stack's state; as `config.requireSecret(...)` gives it. */
  value: (value: pulumi.Input<string>): SecretReference => shown(() => SecretReference.ofValue(typeof value === "string" ? pulumi.secret(value) : value)),
  /**
   * A secret of a store, by the store's own program: `vault:<path>#<field>`, `op://<vault>/<item>/<field>`, `aws-sm:<name>#<key>`,
   * `gcp-sm:<project>/<secret>`; also `file:<path>`.
   */
  from: (reference: string, options?: SecretOptions): SecretReference => parsed(reference, options),
} as const;

/** A secret as an argument: a reference, or a value that Pulumi keeps. */
export type SecretInput = SecretReference | pulumi.Input<string>;

/** @internal */
export function toReference(input: SecretInput): SecretReference {
  return SecretReference.isInstance(input) ? input : secret.value(input);
}

function parsed(from: string, { version }: SecretOptions = {}): SecretReference {
  return shown(() => SecretReference.parse(from, version === undefined ? undefined : String(version)));
}
