import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/**
 * A digest over names and contents of files, and of all files in folders.
 *
 * @param {string} root
 * @param {readonly string[]} names relative to root
 * @returns {string}
 */
export function digestOf(root, names) {
  const hash = createHash("sha256");
  for (const file of names.flatMap((name) => filesOf(root, name)).sort()) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} name
 * @returns {string[]} relative to root
 */
function filesOf(root, name) {
  if (!statSync(path.join(root, name)).isDirectory()) return [name];
  return readdirSync(path.join(root, name)).flatMap((entry) => filesOf(root, path.join(name, entry)));
}
