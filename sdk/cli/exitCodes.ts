/** What a command tells a script by its exit code. */
export const exitCodes = {
  well: 0,
  failed: 1,
  /** All is well as far as it could be done, but some bots could not be reached. */
  unreached: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
