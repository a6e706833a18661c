import YAML from "yaml";

// What JSON can say, whatever version a file declares: a date stays text, no tag makes an instance of a class, a key is a string.
// Merge keys (<<) are the one thing of YAML 1.1 that people use.
const jsonOnly = { schema: "core", merge: true, resolveKnownTags: false, stringKeys: true, logLevel: "error" } as const;

const inWords: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: ": the key is there twice",
  MULTIPLE_DOCS: ": the file holds more than one document; give each a file and a layer of its own",
  NON_STRING_KEY: ": a key must be a string",
  TAG_RESOLVE_FAILED: ": a tag (!) that means nothing here; take it out",
};

/**
 * The value of a YAML text that holds one document; null if it holds nothing.
 *
 * @throws Error with place and kind of the mistake. The messages of the parser may quote the text, and a secret may stand there.
 */
export function parseYaml(text: string): unknown {
  const lines = new YAML.LineCounter();
  const document = YAML.parseDocument(text, { ...jsonOnly, prettyErrors: false, lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `YAML error at line ${String(line)}, column ${String(col)}`;
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new Error(`${at(problem.pos[0])} (${problem.code})${inWords[problem.code] ?? ""}`);
  YAML.visit(document, {
    Alias: (_key, alias, ancestors) => {
      const anchored = alias.resolve(document);
      const place = at(alias.range?.[0] ?? 0);
      if (anchored === undefined) throw new Error(`${place}: an alias (*) of an anchor that is not there; put a text that begins with * in quotes`);
      if (ancestors.includes(anchored)) throw new Error(`${place}: an alias (*) of what it stands in has no end`);
    },
  });
  try {
    return document.toJS() as unknown;
  } catch {
    throw new Error("YAML error: a merge key (<<) that is not of a map, or aliases (*) that grow beyond measure");
  }
}
