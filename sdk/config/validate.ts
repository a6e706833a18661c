import { isPlainObject } from "./document";
import { isOpaque, kindOf, type OpenDocument } from "./openDocument";
import type { Problem } from "./problems";
import type { SchemaNode } from "./releases";
import { brokenRules } from "./releases/rules";
import type { ConfigSchema } from "./schema";
import { explainUnknownKey } from "./unknownKey";
import { isUnknown } from "./unknown";

// `${NAME}` is replaced by the Gateway before it looks at a value; `$${NAME}` is not (openclaw 2026.9.6).
const placeholder = /(^|[^$])\$\{[A-Z_][A-Z0-9_]*\}/;

/**
 * What a Gateway would refuse in a document, as far as its schema and the few rules that we know beside it tell: misspelt, removed and
 * renamed keys, wrong types, values out of their list or range, missing keys. What is not known yet is taken to be right; the Gateway
 * checks everything again.
 *
 * @param document may have opaque leaves (Outputs)
 */
export function findProblems(document: OpenDocument, schema: ConfigSchema): Problem[] {
  return [...new Validation(schema, document).run(), ...brokenRules(document, schema.table.release)];
}

class Validation {
  private problems: Problem[] = [];
  private readonly path: string[] = [];
  /** Plugins that the document names. */
  private readonly plugins: ReadonlySet<string>;

  constructor(
    private readonly schema: ConfigSchema,
    private readonly document: OpenDocument,
  ) {
    const { entries } = isPlainObject(document["plugins"]) ? document["plugins"] : {};
    this.plugins = new Set(isPlainObject(entries) ? Object.keys(entries) : []);
  }

  run(): Problem[] {
    this.visit(this.document, this.schema.root);
    return this.problems;
  }

  private visit(value: unknown, node: SchemaNode): void {
    if (isUnknown(value) || isOpaque(value)) return;
    if (node.anyOf !== undefined) this.visitChoice(value, this.schema.choices(node));
    else if (node.type === "object" || (node.type === undefined && node.properties !== undefined)) this.visitObject(value, node);
    else if (node.type === "array") this.visitArray(value, node);
    else this.visitScalar(value, node);
  }

  /** A value that fits none of the choices is told what the closest one misses. */
  private visitChoice(value: unknown, choices: readonly SchemaNode[]): void {
    const before = this.problems;
    let closest: Problem[] | undefined;
    for (const choice of choices) {
      this.problems = [];
      this.visit(value, choice);
      if (this.problems.length === 0) {
        this.problems = before;
        return;
      }
      if (fitsType(value, choice) && (closest === undefined || this.problems.length < closest.length)) closest = this.problems;
    }
    this.problems = before;
    if (closest === undefined) this.add(`must be ${listOf(choices.map(nameOf))}; it is ${kindOf(value)}`);
    else this.problems.push(...closest);
  }

  private visitObject(value: unknown, node: SchemaNode): void {
    if (!isPlainObject(value)) {
      this.add(`must be an object; it is ${kindOf(value)}`);
      return;
    }
    const { properties = {}, additionalProperties, propertyNames, required = [] } = node;
    for (const key of required) if (value[key] === undefined) this.add(`needs the key ${JSON.stringify(key)}`);
    for (const [key, item] of Object.entries(value)) {
      this.path.push(key);
      const child = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
      if (child === undefined || this.isUnknownPlugin(key, node)) this.add(explainUnknownKey(this.path, Object.keys(properties), this.schema.table.release));
      else {
        if (child === additionalProperties && propertyNames !== undefined) this.visit(key, this.schema.node(propertyNames));
        this.visit(item, this.schema.node(child));
      }
      this.path.pop();
    }
  }

  private visitArray(value: unknown, node: SchemaNode): void {
    if (!Array.isArray(value)) {
      this.add(`must be an array; it is ${kindOf(value)}`);
      return;
    }
    const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = node;
    if (value.length < minItems || value.length > maxItems) this.add(`must have ${rangeOf(minItems, maxItems)} items; it has ${String(value.length)}`);
    if (items === undefined) return;
    const item = this.schema.node(items);
    value.forEach((each, at) => {
      this.path.push(String(at));
      this.visit(each, item);
      this.path.pop();
    });
  }

  private visitScalar(value: unknown, node: SchemaNode): void {
    const { type, enum: allowed, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = node;
    if (type !== undefined && !fitsType(value, node)) {
      this.add(`must be ${nameOf(node)}; it is ${kindOf(value)}`);
    } else if (typeof value === "number") {
      this.visitNumber(value, node);
    } else if (typeof value === "string" && placeholder.test(value)) {
      return;
    } else if (allowed !== undefined && !allowed.includes(value as string)) {
      this.add(`must be ${nameOf(node)}`);
    } else if (typeof value === "string" && (value.length < minLength || value.length > maxLength)) {
      this.add(minLength === 1 && value === "" ? "must not be empty" : `must have ${rangeOf(minLength, maxLength)} characters`);
    } else if (typeof value === "string" && pattern !== undefined && !regExpOf(pattern).test(value)) {
      this.add(`must match ${pattern}`);
    }
  }

  private visitNumber(value: number, { enum: allowed, minimum, maximum, exclusiveMinimum }: SchemaNode): void {
    if (allowed !== undefined && !allowed.includes(value)) this.add(`must be ${listOf(allowed.map((each) => JSON.stringify(each)))}`);
    else if (minimum !== undefined && value < minimum) this.add(`must be ${String(minimum)} or more`);
    else if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) this.add(`must be more than ${String(exclusiveMinimum)}`);
    else if (maximum !== undefined && value > maximum) this.add(`must be ${String(maximum)} or less`);
  }

  // A schema lets any channel pass, the Gateway does not: "unknown channel id" (openclaw 2026.9.6). One of a plugin that the document
  // names may be known to the bot.
  private isUnknownPlugin(key: string, node: SchemaNode): boolean {
    if (this.path.length !== 2 || this.path[0] !== "channels" || Object.hasOwn(node.properties ?? {}, key)) return false;
    // What is said of all channels at once. Clawdbot 2026.1.24-3 has it, but not in the schema that it tells.
    if (key === "defaults") return false;
    return !this.plugins.has(key);
  }

  private add(what: string): void {
    this.problems.push({ path: [...this.path], what });
  }
}

const regExps = new Map<string, RegExp>();

function regExpOf(pattern: string): RegExp {
  const known = regExps.get(pattern) ?? new RegExp(pattern, "u");
  regExps.set(pattern, known);
  return known;
}

function fitsType(value: unknown, { type, properties, anyOf }: SchemaNode): boolean {
  switch (type ?? (properties === undefined ? undefined : "object")) {
    case undefined:
      return anyOf === undefined;
    case "object":
      return isPlainObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number";
    case "null":
      return value === null;
    default:
      return typeof value === type;
  }
}

function nameOf({ type, enum: allowed, properties }: SchemaNode): string {
  if (allowed !== undefined) return listOf(allowed.map((each) => JSON.stringify(each)));
  switch (type ?? (properties === undefined ? undefined : "object")) {
    case "integer":
      return "a whole number";
    case "boolean":
      return "true or false";
    case "object":
    case "array":
      return `an ${type ?? "object"}`;
    case undefined:
      return "something else";
    default:
      return `a ${String(type)}`;
  }
}

function listOf(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  return distinct.length < 2 ? (distinct[0] ?? "nothing") : `${distinct.slice(0, -1).join(", ")} or ${distinct.at(-1) ?? ""}`;
}

function rangeOf(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `${String(least)} or more`;
  return least === most ? String(least) : `${String(least)} to ${String(most)}`;
}
