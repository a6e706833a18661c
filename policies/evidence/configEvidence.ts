import { z } from "zod";
import { type anyKey, isPlainObject, isUnknown, parsePattern, referencesIn, type ConfigDocument, type ConfigValue, type GatewayRelease, type Impact, type Path } from "../../sdk/config";
import type { Finding } from "../rule";
import { covers } from "./patterns";
import { isRedacted, showSecrets } from "./redacted";

const schema = z.object({
  bot: z.string(),
  release: z.object({ package: z.string(), version: z.string() }),
  document: z.record(z.string(), z.unknown()),
  unmanaged: z.array(z.string()).optional(),
  connection: z.unknown().optional(),
  impact: z.looseObject({ class: z.string() }).optional(),
  secrets: z.record(z.string(), z.looseObject({ from: z.string() })).optional(),
  secretValues: z.unknown().optional(),
});

/**
 * The document that a bot is to run, as a rule may look at it: whatever a rule asks for and cannot see is told as a finding of its own,
 * so that no rule passes by what it did not see.
 */
export class ConfigEvidence {
  readonly bot: string;
  readonly release: GatewayRelease;
  /** As it is; for rules that walk through all of it. */
  readonly document: ConfigDocument;
  readonly connection: unknown;
  readonly impact: Pick<Impact, "class"> | undefined;
  /** What tells a secret in the bot's store from others, by its name: what the program gave, or what names it elsewhere. */
  readonly stored: Readonly<Record<string, unknown>>;
  private readonly patterns: readonly (readonly (string | typeof anyKey)[])[];
  private readonly blind = new Map<string, Finding>();

  private constructor(inputs: z.infer<typeof schema>) {
    this.bot = inputs.bot;
    this.release = inputs.release;
    this.document = inputs.document as ConfigDocument;
    this.connection = inputs.connection;
    this.impact = inputs.impact as Pick<Impact, "class"> | undefined;
    const { secrets = {}, secretValues } = inputs;
    this.stored = Object.fromEntries(Object.entries(secrets).map(([name, { from }]) => [name, from === "value" ? (isPlainObject(secretValues) ? secretValues[name] : secretValues) : `reference ${from}`]));
    this.patterns = (inputs.unmanaged ?? []).map((text) => parsePattern(text, "unmanaged"));
  }

  /** Undefined for inputs that are none of a GatewayConfig. */
  static of(inputs: unknown): ConfigEvidence | undefined {
    const parsed = schema.safeParse(inputs);
    return parsed.success ? new ConfigEvidence(parsed.data) : undefined;
  }

  /** What the rule asked for and could not see. */
  get unseen(): readonly Finding[] {
    return [...this.blind.values()];
  }

  /** The value at a path, as the Gateway will have it; undefined where there is none, and where it cannot be seen. */
  value(...path: string[]): ConfigValue | undefined {
    const value = this.written(...path);
    if (!takesFromEnvironment(value)) return value;
    this.cannotSee(path, "takes its value from the bot's environment, where no policy sees it", "Write the value into the document.");
    return undefined;
  }

  /** The same with `${NAME}` left in it. */
  written(...path: string[]): ConfigValue | undefined {
    const own = this.patterns.find((pattern) => covers(pattern, path));
    if (own !== undefined) {
      this.cannotSee(path.slice(0, own.length), "is left to the bot, so nobody decides it", "Take it out of `unmanaged`.");
      return undefined;
    }
    let value: unknown = this.document;
    for (const [at, key] of path.entries()) {
      if (!this.canEnter(value, path.slice(0, at))) return undefined;
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return this.canEnter(value, path) ? (value as ConfigValue) : undefined;
  }

  /** Paths of what an object or an array holds; none where there is neither. */
  members(...path: string[]): string[][] {
    const value = this.written(...path);
    return typeof value === "object" && value !== null ? Object.keys(value).map((key) => [...path, key]) : [];
  }

  /** The texts of a list; undefined where there is no list. */
  list(...path: string[]): readonly string[] | undefined {
    const value = this.value(...path);
    if (!Array.isArray(value)) return undefined;
    return value.flatMap((_, at) => {
      const item = this.value(...path, String(at));
      return item === undefined ? [] : [String(item)];
    });
  }

  private canEnter(value: unknown, path: Path): boolean {
    if (isUnknown(value)) {
      this.blind.set(path.join("\0"), { path, what: "is not known yet", undecided: true });
      return false;
    }
    if (isRedacted(value)) {
      this.cannotSee(path, "is hidden in this export", showSecrets);
      return false;
    }
    if (!isPlainObject(value) || !Object.hasOwn(value, "$include")) return true;
    this.cannotSee(path, "takes values from other files (`$include`), where no policy sees them", "Write them into the document.");
    return false;
  }

  private cannotSee(path: Path, what: string, remedy: string): void {
    this.blind.set(path.join("\0"), { path, what, remedy });
  }
}

function takesFromEnvironment(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(takesFromEnvironment);
  return typeof value === "string" && referencesIn(value).length > 0;
}
