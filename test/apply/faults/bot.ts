import type { Connect, Pace } from "../../../sdk/apply";
import type { ConfigDocument } from "../../../sdk/config";
import type { Endpoint } from "../../../sdk/gateway";
import type { Trouble } from "./scenario";

/** A bot for a scenario, and what a test sees and does of it: a simulated gateway, or a real one. Something starts it again when it ends. */
export interface Bot {
  readonly endpoint: Endpoint;
  /** For the run under test. */
  readonly pace: Pace;
  /** For the runs after it, in which nothing goes wrong. */
  readonly calmPace: Pace;
  /** How long a change may take, with all that goes wrong and passes. */
  readonly patienceMs: number;
  readonly calmMs: number;
  /** What whoever empties the file leaves in it. */
  readonly rest: ConfigDocument;
  /** Every document that stood in its file, in order, without stamps; of a real bot those that were seen there. */
  readonly persisted: readonly ConfigDocument[];
  /** Connects to it, or to a wire before it. */
  connectTo(endpoint: Endpoint): Connect;
  /** The document that the process runs; undefined while it is down. */
  running(): Promise<ConfigDocument | undefined>;
  /** What stands in its file; undefined where that is no document. */
  document(): ConfigDocument | undefined;
  /** Ends the process without a word. */
  kill(): void;
  /** The process does nothing for some time. */
  hang(ms: number): void;
  /** Somebody else writes a document into the file. */
  edit(document: ConfigDocument): void;
  /** The same with any text; undefined deletes the file. */
  editText(text: string | undefined): void;
  /** Until whatever was begun has happened, and the bot is there again, started by a person where need be. Nothing goes wrong any more. */
  untilQuiet(trouble: Trouble): Promise<void>;
}
