import { isPlainObject, type ConfigDocument, type ConfigValue } from "../config";

// Models, bindings and the like stand one to a line.
const width = 200;

/** A document as a person would write it in JSON5: keys without quotes where they need none, and on one line what fits there. */
export function json5Text(document: ConfigDocument): string {
  return `${blockOf(document, "")}\n`;
}

function textOf(value: ConfigValue, indent: string, before: number): string {
  const line = lineOf(value);
  return before + line.length < width || !holdsMembers(value) ? line : blockOf(value, indent);
}

function lineOf(value: ConfigValue): string {
  if (!holdsMembers(value)) return scalarText(value);
  if (Array.isArray(value)) return `[${value.map(lineOf).join(", ")}]`;
  return `{ ${membersOf(value as ConfigDocument).map(([key, member]) => `${key}: ${lineOf(member)}`).join(", ")} }`;
}

function blockOf(value: ConfigValue, indent: string): string {
  if (!holdsMembers(value)) return lineOf(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((item) => `${inner}${textOf(item, inner, inner.length)},\n`).join("")}${indent}]`;
  return `{\n${membersOf(value as ConfigDocument).map(([key, member]) => `${inner}${key}: ${textOf(member, inner, inner.length + key.length + 2)},\n`).join("")}${indent}}`;
}

function membersOf(document: ConfigDocument): [string, ConfigValue][] {
  return Object.entries(document).map(([key, value]) => [/^[A-Za-z_$][\w$]*$/.test(key) ? key : scalarText(key), value]);
}

function holdsMembers(value: ConfigValue): boolean {
  return Array.isArray(value) ? value.length > 0 : isPlainObject(value) && Object.keys(value).length > 0;
}

/** JSON5 takes these two as they are, and complains of them. */
function scalarText(value: ConfigValue): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
