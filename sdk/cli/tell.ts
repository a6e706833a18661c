/** Tells a person something that is not the answer: to stderr. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
