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
