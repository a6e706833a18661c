import { isPlainObject, isReference, isSecretRef, type ConfigValue, type Path } from "../config";

// What is written into files ends up in a repository: here, more is taken for a secret than is hidden from a plan. What is none only stays
// with the bot.

// What stands below these is anybody's: a program's environment, a request's headers.
const openHolders = new Set(["env", "headers"]);

const flag = /^--?[\w-]*(token|secret|password|passphrase|api[-_]?key|credentials?|auth)[\w-]*$/i;

const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(Bearer|Basic)\s+(?=\S*[\d=])[\w.~+/=-]{8,}/i,
  /[?&#;][\w-]*(token|secret|password|key|sig|signature|auth)[\w-]*=[^&\s$]/i,
  /--?[\w-]*(token|secret|password|passphrase|api[-_]?key|credentials?|auth)[\w-]*[= ][^\s$-]/i,
  /hooks\.slack\.com\/(services|workflows|triggers)\/\w|discord(app)?\.com\/api\/webhooks\/\d/i,
  // Words of that length are keys, tokens or hashes; names of models have hyphens, dots or underscores in them.
  /(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{32,}/,
  /(?=[A-Za-z\d]*\d)(?=[A-Za-z\d]*[a-z])(?=[A-Za-z\d]*[A-Z])[A-Za-z\d]{20,}/,
];

/** True for what may be a secret though nothing says so, and for what holds such a value. References to secrets are none. */
export function mayBeSecret(value: ConfigValue, path: Path): boolean {
  if (isSecretRef(value)) return false;
  if (Array.isArray(value)) return value.some((item, at) => mayBeSecret(item, [...path, String(at)]) || isArgumentOfFlag(value, at));
  if (isPlainObject(value)) return Object.entries(value).some(([key, item]) => mayBeSecret(item as ConfigValue, [...path, key]));
  if (typeof value !== "string" || isReference(value)) return false;
  return path.slice(0, -1).some((key) => openHolders.has(key)) || shapes.some((shape) => shape.test(value));
}

/** As in `["--token", "abc"]`. */
function isArgumentOfFlag(list: readonly ConfigValue[], at: number): boolean {
  const [before, value] = [list[at - 1], list[at]];
  return typeof before === "string" && flag.test(before) && typeof value === "string" && !value.startsWith("-") && !isReference(value);
}
