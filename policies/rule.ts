import type { Path } from "../sdk/config";
import type { BotProjection } from "../sdk/projection";
import type { ConfigEvidence } from "./evidence/configEvidence";
import type { HostEvidence } from "./evidence/hostEvidence";
import type { OptionSchemas, OptionsOf } from "./options";

/** What a rule finds wrong at one place of a bot. */
export interface Finding {
  /** In the bot's document; of a fact that policies see of the component, after `projection`. */
  readonly path: Path;
  /** Shown in place of the path, which has `*` for any key: many places, as the user wrote them. */
  readonly pattern?: string;
  /** What is wrong there. Never the value. */
  readonly what: string;
  /** What to do, where it is another thing than the rule's own remedy. */
  readonly remedy?: string;
  /** True where the value is not known yet: it is judged before the bot is written. */
  readonly undecided?: boolean;
}

/** A finding, with all that a person needs to know of it. */
export interface Violation extends Finding {
  readonly rule: string;
  readonly bot: string;
  readonly remedy: string;
}

/** A requirement outside of Molthub that a rule answers. */
export interface Framework {
  readonly name: string;
  readonly version: string;
  readonly reference: string;
  readonly specification: string;
}

/** What is said of a rule: shown by Pulumi, and in docs/policies.md. */
export interface RuleMetadata {
  /** For ever: it is in the configuration of users. */
  readonly name: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** What holds when nothing is found, in one sentence. */
  readonly description: string;
  readonly why: string;
  readonly remedy: string;
  /** What it looks at, and what it cannot see. */
  readonly evidence: string;
  readonly framework: Framework;
}

/** Where a finding of a rule that looks at several bots belongs. */
export interface Place {
  /** URN of the bot's component, the same for all its resources. */
  readonly instance: string;
  readonly bot: string;
}

/**
 * Judges one run. Each function is given one kind of evidence, bot after bot: a bot's component comes before its host, and both before its
 * document. Pure but for what it remembers of the bots before.
 */
export interface Judge<Options> {
  bot?(projection: BotProjection, options: Options, place: Place): readonly Finding[];
  host?(host: HostEvidence, options: Options, place: Place): readonly Finding[];
  config?(config: ConfigEvidence, options: Options, place: Place): readonly Finding[];
}

/** The kinds of evidence there are. */
export type EvidenceKind = keyof Judge<unknown>;

/** One policy. */
export interface Rule<Schemas extends OptionSchemas = OptionSchemas> extends RuleMetadata {
  readonly options: Schemas;
  begin(): Judge<OptionsOf<Schemas>>;
}

/** A rule whose options have the types that its schemas give them. */
export function defineRule<const Schemas extends OptionSchemas>(rule: Rule<Schemas>): Rule<Schemas> {
  return rule;
}
