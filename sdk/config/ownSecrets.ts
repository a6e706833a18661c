import { mask } from "../secrets";
import { isClearSecret, isSecretRef } from "./clearSecret";
import { isCovered, isPlainObject, mapScalars, valueAt, type ConfigValue, type Path } from "./document";
import type { PlannedDocument } from "./impact";
import { hiddenMark, hideShapes, redactionMarker } from "./live";
import { ConfigSchema } from "./schema";
import type { GatewayRelease } from "./versions";

/** A document as it was last applied to a bot, and what must be known to compare the bot with it. */
export interface AppliedDocument extends PlannedDocument {
  /** Paths that are the bot's own, those included that its Gateway fills in by itself. */
  readonly unmanaged: readonly string[];
  readonly release: GatewayRelease;
  /** Secrets of the bot: not shown, wherever they stand. */
  readonly secrets: readonly string[];
  /** Secret key of the hashes that stand for hidden values, see `presentable`. */
  readonly key: string;
}

/** Tells what is secret in the documents of one bot from what may be shown. */
export class OwnSecrets {
  private readonly schema: ConfigSchema;
  private readonly declared: ReadonlySet<string>;
  private readonly known: readonly string[];

  constructor({ document, secretPaths, release, secrets }: AppliedDocument) {
    this.schema = ConfigSchema.of(release);
    this.declared = new Set(secretPaths);
    const known = new Set(secrets);
    mapScalars(document, (value, path) => {
      if (typeof value === "string" && this.isSecretAt(value, path) && !isSecretRef(valueAt(document, path.slice(0, -1)))) known.add(value);
      return value;
    });
    this.known = [...known];
  }

  /** True for a value that is a secret, or holds one. */
  holds(value: ConfigValue, path: Path): boolean {
    if (isSecretRef(value)) return this.shown(value, path) !== value;
    if (Array.isArray(value)) return value.some((item, at) => this.holds(item, [...path, String(at)]));
    if (isPlainObject(value)) return Object.entries(value).some(([key, item]) => this.holds(item as ConfigValue, [...path, key]));
    return this.isSecretAt(value, path) || (typeof value === "string" && mask(value, this.known) !== value);
  }

  /** A value as it may be shown: every secret in it reads `[secret]`. */
  shown(value: ConfigValue, path: Path): ConfigValue {
    if (isSecretRef(value)) return this.shownRef(value as Record<string, string>);
    if (Array.isArray(value)) return value.map((item, at) => this.shown(item, [...path, String(at)]));
    if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.shownText(key), this.shown(item as ConfigValue, [...path, key])]));
    return this.holds(value, path) ? "[secret]" : value;
  }

  /** A text that is made of what may be secret. */
  shownText(text: string): string {
    return hideShapes(mask(text, this.known));
  }

  /** Says where a secret is: a name, but the Gateway hides it where it shows the rest. */
  private shownRef(ref: Readonly<Record<string, string>>): ConfigValue {
    const parts = Object.entries(ref).map(([key, part]) => [key, part === redactionMarker ? "[secret]" : this.shownText(part)] as const);
    return parts.every(([key, part]) => part === ref[key]) ? ref : Object.fromEntries(parts);
  }

  private isSecretAt(value: string | number | boolean | null, path: Path): boolean {
    if (typeof value === "string" && (value === redactionMarker || value.startsWith(hiddenMark))) return true;
    return isCovered(path, this.declared) || isClearSecret(value, path, this.schema);
  }
}
