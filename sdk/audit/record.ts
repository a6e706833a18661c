/** One line of the record: something is about to be done to a bot's config, or was. Paths and digests only, never a value. */
export interface ConfigRecord {
  /** ISO 8601. */
  readonly time: string;
  /** The lines of one change have the same id. */
  readonly change: string;
  /** `intent` is written before the first byte reaches the bot, `result` when it is known what came of it. */
  readonly event: "intent" | "result";
  readonly bot: string;
  /** Where the bot was reached. */
  readonly address: string;
  /** Login name of whoever ran it, or the number of the user where there is no name. */
  readonly actor: string;
  readonly paths: readonly string[];
  /** Digests of the documents, as in the stack's state. */
  readonly from?: string;
  readonly to: string;
  /** Of a bot that was frozen: why it was, and why it was changed all the same. */
  readonly frozen?: string;
  readonly breakGlass?: string;
  /** Of a result: `live`, `undone` (the old document is back), `not-undone`, `refused` (nothing was written), `interrupted`. */
  readonly outcome?: "live" | "undone" | "not-undone" | "refused" | "interrupted";
  /** Code of the failure, where there was one. */
  readonly failure?: string;
  readonly restarted?: boolean;
}

/** Keeps the record. Throws when it cannot: where that is an intent, nothing is written to the bot. */
export interface ConfigRecorder {
  add(record: ConfigRecord): void;
}
