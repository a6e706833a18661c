import { messageOf } from "../errors";

/**
 * A copy of `text` in which every one of the given secrets reads `[secret]`. The one place where Molthub masks values on their way to a
 * person: an error, a log excerpt.
 *
 * @example
 * mask("token=abc123", ["abc123"]); // "token=[secret]"
 */
export function mask(text: string, secrets: readonly string[]): string {
  // Longest first, so that a secret which contains another is masked whole; very short ones would shred ordinary words.
  const worthMasking = secrets.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  return worthMasking.reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), text);
}

/** An error that quotes none of the given secrets. It stays the error that it is, for whoever handles it. */
export function maskedError(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error)) return error;
  const text = messageOf(error);
  const masked = mask(text, secrets);
  if (masked !== text) {
    error.message = masked;
    // Both have the text as it was.
    error.cause = undefined;
    delete error.stack;
  }
  return error;
}
