import { describe, expect, it } from "vitest";
import { rules, type RuleName } from "../../policies";
import { evidenceTypes, typesOf, violationText, type JudgedResource } from "../../policies/judgeResource";
import type { EvidenceKind, Judge, Rule } from "../../policies/rule";
import { formatPath, fromPointer, toPointer, unknownValue, valueAt, type ConfigDocument } from "../../sdk/config";
import { cases, type PolicyCase } from "./cases";
import { changed, lines, resourcesOf, type Line } from "./fleet";
import { told, violationsOf } from "./judge";

const names = Object.keys(rules) as RuleName[];

interface Played extends PolicyCase {
  readonly line: Line;
}

function playedOf(name: RuleName): Played[] {
  return cases[name].flatMap((one) => (one.line === undefined ? (Object.keys(lines) as Line[]) : [one.line]).map((line) => ({ ...one, line })));
}

function resources({ bots = [{}], line }: Played): JudgedResource[] {
  return bots.flatMap((bot) => resourcesOf(bot, line));
}

function tells(rule: Rule, played: Played): string[] {
  return told(violationsOf(rule, resources(played), played.options));
}

describe.each(names)("%s", (name) => {
  const rule: Rule = rules[name];

  it.each(playedOf(name))("$line: $is", (played) => {
    expect(tells(rule, played)).toEqual(played.tells ?? []);
  });

  it("has fixtures of every kind, for both lines where a rule judges documents of both", () => {
    const all = playedOf(name);
    for (const line of Object.keys(lines) as Line[]) {
      const own = all.filter((one) => one.line === line);
      expect(own.some((one) => one.tells === undefined), `${line}: passing`).toBe(true);
      expect(own.some((one) => one.tells?.some((text) => !text.startsWith("?"))), `${line}: failing`).toBe(true);
    }
    expect(all.some((one) => one.tells?.some((text) => text.startsWith("?"))) || name === "restart-budget", "unknown").toBe(true);
    if (Object.keys(rule.options).length > 0) expect(all.some((one) => one.options !== undefined), "configured").toBe(true);
    for (const option of Object.keys(rule.options)) expect(all.some((one) => one.options !== undefined && option in one.options), `option ${option}`).toBe(true);
  });

  it.each(Object.keys(lines) as Line[])("%s: never passes a resource whose inputs are missing", (line) => {
    for (const resource of resourcesOf({ host: {} }, line).filter(({ type }) => typesOf(rule.begin() as Judge<unknown>).includes(type))) {
      const found = violationsOf(rule, [{ ...resource, inputs: {} }]);
      const judge = rule.begin();
      const kind = (Object.entries(evidenceTypes) as [EvidenceKind, string][]).find(([, type]) => type === resource.type)?.[0] ?? "bot";
      expect(found.length > 0, resource.type).toBe(judge[kind] !== undefined);
      expect(found.every(({ undecided }) => undecided !== true)).toBe(true);
    }
  });

  it("notices a document without a component, where it needs one", () => {
    const config = resourcesOf({}, "openclaw").at(-1) as JudgedResource;
    const alone = { ...config, urn: config.urn.replace("molthub:index:MoltbotInstance$", ""), parent: undefined };
    expect(told(violationsOf(rule, [alone])).includes("projection")).toBe(rule.begin().bot !== undefined);
  });

  it("never passes by what it does not see: each leaf that it finds bad is noticed when it is unknown, from the environment, or the bot's own", () => {
    for (const played of playedOf(name)) {
      for (const told of played.tells ?? []) {
        const leaf = leafOf(resources(played), told);
        if (leaf === undefined || played.bots?.some(({ unmanaged }) => unmanaged !== undefined) === true) continue;
        const { resource, pointer, path } = leaf;
        const document = (resource.inputs as { document: ConfigDocument }).document;
        const judged = (inputs: object): string[] => violationsOf(rule, [...resources(played).filter(({ urn }) => urn !== resource.urn), { ...resource, inputs: { ...(resource.inputs as object), ...inputs } }], played.options).map((found) => `${found.undecided === true ? "?" : ""}${toPointer(found.path)}`);
        expect(judged({ document: changed(document, { [pointer]: unknownValue }) }), `${played.is}: unknown`).toContain(`?${pointer}`);
        // An account may be the bot's own affair: then there is nothing to compare.
        if (name === "isolation") continue;
        const inList = path.some((_, at) => Array.isArray(valueAt(document, path.slice(0, at))));
        // A rule that looks everywhere is to see the place, not what the document has there to start with.
        const left = name === "no-plaintext-secrets" || name === "egress-allowlist" ? { document: changed(document, { [pointer]: undefined }) } : {};
        if (!inList && !byItsShape(name, pointer)) expect(judged({ ...left, unmanaged: [formatPath(path)] }), `${played.is}: unmanaged`).toContain(pointer);
        // That is the point of a reference.
        if (name !== "no-plaintext-secrets" && typeof valueAt(document, path) === "string") expect(judged({ document: changed(document, { [pointer]: "${TAKEN}" }) }), `${played.is}: environment`).toContain(pointer);
      }
    }
  });

  it("tells bot, path, rule and remedy, and no value", () => {
    for (const played of playedOf(name)) {
      for (const violation of violationsOf(rule, resources(played), played.options)) {
        const text = violationText(violation);
        expect(text).toMatch(new RegExp(`^bot (alice|bob): \\S+ .*\\. .*\\. \\(${name}\\)$`));
        expect(violation.remedy.length).toBeGreaterThanOrEqual(10);
      }
    }
  });

  // Mutation: a rule that sees less is noticed by the fixtures above.
  it("is missed when it, or one kind of evidence, is gone", () => {
    for (const kind of ["bot", "host", "config"] as const) {
      if (rule.begin()[kind] === undefined) continue;
      const weakened: Rule = { ...rule, begin: () => ({ ...rule.begin(), [kind]: () => [] }) };
      expect(playedOf(name).filter((played) => tells(weakened, played).join() !== (played.tells ?? []).join()), kind).not.toEqual([]);
    }
  });

  it("is missed when it forgets any single place that it looks at", () => {
    const seen = playedOf(name).filter(({ bots = [] }) => bots.every(({ unmanaged, document }) => unmanaged === undefined && !JSON.stringify(document ?? {}).includes("$include")));
    for (const place of new Set(seen.flatMap((played) => (played.tells ?? []).filter((text) => !text.startsWith("?")).map((text) => text.replace("bob: ", ""))))) {
      const weakened: Rule = { ...rule, begin: () => blindAt(rule.begin(), place) };
      expect(playedOf(name).filter((played) => tells(weakened, played).join() !== (played.tells ?? []).join()), place).not.toEqual([]);
    }
  });

  it("is missed when an option does nothing", () => {
    for (const option of Object.keys(rule.options)) {
      const deaf = playedOf(name).filter((played) => {
        const others = Object.fromEntries(Object.entries(played.options ?? {}).filter(([name]) => name !== option));
        return told(violationsOf(rule, resources(played), others)).join() !== (played.tells ?? []).join();
      });
      expect(deaf, option).not.toEqual([]);
    }
  });
});

/** True where a secret is one only by what it says, which nobody sees of what is left to the bot. */
function byItsShape(name: RuleName, pointer: string): boolean {
  return name === "no-plaintext-secrets" && ["/messages/responsePrefix", "/mcp/servers/db/args"].includes(pointer);
}

/** The document leaf that a text tells of, where there is a value. */
function leafOf(all: readonly JudgedResource[], text: string): { resource: JudgedResource; pointer: string; path: readonly string[] } | undefined {
  if (text.startsWith("?")) return undefined;
  const bot = text.startsWith("bob: ") ? "bob" : "alice";
  const resource = all.find(({ type, urn }) => type === evidenceTypes.config && urn.includes(`::${bot}-`));
  const document = (resource?.inputs as { document?: ConfigDocument } | undefined)?.document;
  if (resource === undefined || document === undefined) return undefined;
  const pointer = `/${[...text.replace("bob: ", "").matchAll(/\["([^"]*)"\]|([^.[\]]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "").join("/")}`;
  const value = valueAt(document, fromPointer(pointer));
  return value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value)) || value === "[secret]" || (typeof value === "string" && value.includes("${")) ? undefined : { resource, pointer, path: fromPointer(pointer) };
}

/** A judge that forgets what it finds at one place. */
function blindAt(judge: Judge<never>, place: string): Judge<never> {
  const forget = (kind: EvidenceKind): Partial<Judge<never>> => {
    const look = judge[kind] as ((evidence: unknown, options: never, place: unknown) => readonly { readonly path: readonly string[] }[]) | undefined;
    return look === undefined ? {} : { [kind]: (evidence: unknown, options: never, of: unknown) => look(evidence, options, of).filter(({ path }) => told([{ path, bot: "alice", rule: "", what: "", remedy: "" }]).join() !== place) };
  };
  return { ...forget("bot"), ...forget("host"), ...forget("config") };
}
