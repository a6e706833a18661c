import { z } from "zod";
import { anyKey, ConfigSchema, covers, isPlainObject, isUnknown, knownReleases, parsePattern, referencesIn, textPlaces, type ConfigDocument, type ConfigValue, type GatewayRelease, type Impact, type Path, type PathPattern } from "../../sdk/config";
import type { Finding } from "../rule";
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
  readonly connection: unknown;
  readonly impact: Pick<Impact, "class"> | undefined;
  /** What tells a secret in the bot's store from others, by its name: what the program gave, or what names it elsewhere. */
  readonly stored: Readonly<Record<string, unknown>>;
  private readonly document: ConfigDocument;
  private readonly unmanaged: readonly Unmanaged[];
  private readonly blind = new Map<string, Finding>();

  private constructor(inputs: z.infer<typeof schema>) {
    this.bot = inputs.bot;
    this.release = inputs.release;
    this.document = inputs.document as ConfigDocument;
    this.connection = inputs.connection;
    this.impact = inputs.impact as Pick<Impact, "class"> | undefined;
    const { secrets = {}, secretValues } = inputs;
    this.stored = Object.fromEntries(Object.entries(secrets).map(([name, { from }]) => [name, from === "value" ? (isPlainObject(secretValues) ? secretValues[name] : secretValues) : `reference ${from}`]));
    this.unmanaged = (inputs.unmanaged ?? []).map((text) => ({ text, pattern: parsePattern(text, "unmanaged") }));
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
    const own = this.unmanaged.find(({ pattern }) => covers(pattern, path));
    if (own !== undefined) {
      this.cannotSee(path.slice(0, own.pattern.length), ...leftToBot);
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
    const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
    for (const { text, pattern } of this.unmanaged) {
      const last = pattern.at(-1);
      if (last === undefined || pattern.length !== path.length + 1 || !covers(pattern.slice(0, -1), path)) continue;
      // A member that is written down is asked for by itself.
      if (last === anyKey || !keys.includes(last)) this.cannotSee([...path, last === anyKey ? "*" : last], ...leftToBot, last === anyKey ? text : undefined);
    }
    return keys.map((key) => [...path, key]);
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

  /**
   * All of the document as it is, for a rule that looks for something wherever it may be: tells which files it includes, and which paths are
   * left to the bot where that may be in them.
   *
   * @param isPlace whether it may be in a text at a path, in which `*` is a key that no schema names
   * @param except where the rule does not look
   */
  everywhere(isPlace: (path: Path) => boolean, except: readonly PathPattern[] = []): ConfigDocument {
    const isExcepted = (path: Path): boolean => except.some((pattern) => covers(pattern, path));
    const visit = (value: unknown, path: Path): void => {
      if (isPlainObject(value) && Object.hasOwn(value, "$include") && !isExcepted(path)) this.cannotSee(path, ...included);
      if (isPlainObject(value) || Array.isArray(value)) for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    };
    visit(this.document, []);
    for (const { text, pattern } of this.unmanaged) {
      if (!this.mayHold(pattern, (path, open) => (open || isPlace(path)) && !isExcepted(path))) continue;
      const path = pattern.map((key) => (key === anyKey ? "*" : key));
      this.cannotSee(path, ...leftToBot, pattern.includes(anyKey) ? text : undefined);
    }
    return this.document;
  }

  private mayHold(pattern: PathPattern, isPlace: (path: Path, open: boolean) => boolean): boolean {
    for (const schema of schemasOf(this.release)) {
      for (const { path, open } of textPlaces(pattern, schema)) if (isPlace(path, open)) return true;
    }
    return false;
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
    this.cannotSee(path, ...included);
    return false;
  }

  private cannotSee(path: Path, what: string, remedy: string, pattern?: string): void {
    this.blind.set(path.join("\0"), { path, what, remedy, ...(pattern !== undefined && { pattern }) });
  }
}

interface Unmanaged {
  readonly text: string;
  readonly pattern: PathPattern;
}

const leftToBot = ["is left to the bot, so nobody decides it", "Take it out of `unmanaged`."] as const;
const included = ["takes values from other files (`$include`), where no policy sees them", "Write them into the document."] as const;

/** Of a release that is not known, those of all that are: what may be in a path is not told to be nothing. */
function schemasOf(release: GatewayRelease): ConfigSchema[] {
  const known = knownReleases();
  const own = known.filter((one) => one.package === release.package && one.version === release.version);
  return (own.length > 0 ? own : known).map((one) => ConfigSchema.of(one));
}

function takesFromEnvironment(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(takesFromEnvironment);
  return typeof value === "string" && referencesIn(value).length > 0;
}
