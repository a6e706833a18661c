/** The parser of dotenv 17 (`lib/main.js`), which the Gateway reads its environment file with: the reference for what we write. */
export function parseDotenv(text: string): Record<string, string> {
  const line = /(?:^|^)\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?(?:$|$)/gm;
  const values: Record<string, string> = {};
  for (const [, name = "", raw = ""] of text.replace(/\r\n?/gm, "\n").matchAll(line)) {
    const trimmed = raw.trim();
    const unquoted = trimmed.replace(/^(['"`])([\s\S]*)\1$/gm, "$2");
    values[name] = trimmed.startsWith('"') ? unquoted.replaceAll("\\n", "\n").replaceAll("\\r", "\r") : unquoted;
  }
  return values;
}
