/** A Pulumi CLI, and where it is from: the user's PATH, the official installer, or built here from source. */
export interface PulumiCli {
  readonly command: string;
  readonly origin: "path" | "installed" | "built";
}

export type Log = (line: string) => void;

/** The oldest CLI that works with the SDK in package.json: proven by building on it. */
export const OLDEST_VERSION = "3.259.0";
/** What the official installer is asked for. */
export const INSTALLED_VERSION = "3.270.0";
/** What is built from source: the newest that the Go module proxy serves. cli/go.mod pins it. */
export const BUILT_VERSION = "3.259.0";
