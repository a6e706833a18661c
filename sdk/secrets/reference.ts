import { MolthubError } from "../errors";

/** Who keeps the value of a secret. `value`: Pulumi itself, in the stack's state. */
export type SecretScheme = "env" | "file" | "exec" | "vault" | "op" | "aws-sm" | "gcp-sm" | "value";

const forms: Readonly<Record<Exclude<SecretScheme, "value">, { readonly valid: RegExp; readonly example: string }>> = {
  env: { valid: /^env:[A-Z_][A-Z0-9_]*$/, example: "env:ANTHROPIC_API_KEY" },
  file: { valid: /^file:.+$/s, example: "file:/run/secrets/slack" },
  exec: { valid: /^exec:\["(?:.|\n)*\]$/, example: 'exec:["pass","show","slack"]' },
  vault: { valid: /^vault:[^#]+#[^#]+$/, example: "vault:kv/molt/slack#token" },
  op: { valid: /^op:\/\/[^/]+\/[^/]+\/.+$/, example: "op://vault/item/field" },
  "aws-sm": { valid: /^aws-sm:[^#]+(#[^#]+)?$/, example: "aws-sm:prod/molt/slack#token" },
  "gcp-sm": { valid: /^gcp-sm:[^#/]+\/[^#/]+(#[^#]+)?$/, example: "gcp-sm:my-project/slack-token" },
};

/**
 * Says where a secret is, never what it is. A leaf of a config layer, or of a connector.
 *
 * @example SecretReference.parse("vault:kv/molt/{bot}/slack#token").forBot("alice").from // "vault:kv/molt/alice/slack#token"
 */
export class SecretReference {
  /** Also of a reference that another copy of this library made. */
  readonly isMolthubSecret = true;

  private constructor(
    /** The whole reference as a text, `value` for one whose value the program has. Shown in previews, kept in the state. */
    readonly from: string,
    /** Raised by a person to say that the value at the source is another one. */
    readonly version?: string,
    /** What the program gave for `value`: an Output or a text. Never shown. */
    readonly value?: unknown,
  ) {}

  /** @throws MolthubError `invalid-secret` */
  static parse(from: string, version?: string): SecretReference {
    const scheme = schemeOf(from);
    const form = scheme === undefined || scheme === "value" ? undefined : forms[scheme];
    if (form?.valid.test(from) === true) return new SecretReference(from, version);
    const known = form === undefined ? Object.values(forms).map(({ example }) => example).join(", ") : form.example;
    // It may be the secret itself.
    throw new MolthubError("invalid-secret", `a secret reference ${form === undefined ? "names no store that is known here" : `to ${scheme ?? ""} has another form`}. Write it as in ${known}; to give a value itself, use secret.value(...).`);
  }

  /** @param value an Output or a text */
  static ofValue(value: unknown): SecretReference {
    if (value === undefined || value === null || value === "") throw new MolthubError("invalid-secret", "secret.value: has no value. Give it one, as in secret.value(new pulumi.Config().requireSecret(\"slackToken\")).");
    return new SecretReference("value", undefined, value);
  }

  static isInstance(value: unknown): value is SecretReference {
    return (value as { isMolthubSecret?: unknown } | null | undefined)?.isMolthubSecret === true;
  }

  get scheme(): SecretScheme {
    return schemeOf(this.from) ?? "value";
  }

  /** True when every bot has a secret of its own by it. */
  get isPerBot(): boolean {
    return this.from.includes("{bot}");
  }

  /** The reference for one bot: `{bot}` reads its name. */
  forBot(bot: string): SecretReference {
    return this.isPerBot ? new SecretReference(this.from.replaceAll("{bot}", bot), this.version, this.value) : this;
  }

  /** In clear text, without a value. */
  toString(): string {
    return this.from;
  }

  /** A value goes nowhere by accident. */
  toJSON(): string {
    return this.from;
  }
}

function schemeOf(from: string): SecretScheme | undefined {
  if (from === "value") return "value";
  const [scheme = ""] = from.split(":", 1);
  return Object.hasOwn(forms, scheme) ? (scheme as SecretScheme) : undefined;
}
