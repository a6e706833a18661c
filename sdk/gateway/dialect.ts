/** In what the product lines differ for somebody who reads and writes the configuration of their Gateways. */
export interface Dialect {
  /** Protocol that its Gateways choose. */
  readonly protocol: number;
  /** Scopes that reading the config needs. */
  readonly readScopes: readonly string[];
  /**
   * How a document is written. `patch`: by `config.patch` of what differs. `whole`: by `config.apply` of all of it, because `config.patch`
   * would write the values of `${NAME}` into the file (clawdbot 2026.1.24-3).
   */
  readonly writes: "patch" | "whole";
  /** True: every write restarts the Gateway, also one that changes nothing. */
  readonly alwaysRestarts: boolean;
}

const dialects: Readonly<Record<string, Dialect>> = {
  openclaw: { protocol: 4, readScopes: ["operator.read"], writes: "patch", alwaysRestarts: false },
  clawdbot: { protocol: 3, readScopes: ["operator.admin"], writes: "whole", alwaysRestarts: true },
};

/** @param release its npm package is that of a release that Molthub knows */
export function dialectOf(release: { readonly package: string }): Dialect {
  const dialect = Object.hasOwn(dialects, release.package) ? dialects[release.package] : undefined;
  if (dialect === undefined) throw new Error(`no dialect of ${release.package}`);
  return dialect;
}

/** The npm package of the Gateways that speak a protocol, as far as Molthub knows one. */
export function packageSpeaking(protocol: number): string | undefined {
  return Object.entries(dialects).find(([, dialect]) => dialect.protocol === protocol)?.[0];
}
