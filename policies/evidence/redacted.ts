/** What an export that nobody can decrypt shows in place of a secret (`pulumi policy analyze --file`, CLI 3.259). */
const redacted = "[secret]";

/** True for a secret that the judged state does not show. */
export function isRedacted(value: unknown): boolean {
  return value === redacted;
}

/** What to do about it. */
export const showSecrets = "Judge the stack itself, or an export with --show-secrets.";
