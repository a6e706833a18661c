import { basename, join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { importDocument, programFiles } from "../../sdk/import";
import { clawdbot, handMade, openclaw, people } from "./handMade";

const repo = join(__dirname, "../..");

/** What the compiler says of programs that use this package as it is built. */
function complaints(...programs: readonly string[]): string[] {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, strict: true, noEmit: true, skipLibCheck: true, types: [] };
  const files = new Map(programs.map((program, at) => [join(repo, `program${String(at)}.ts`), program]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const program = files.get(name);
    return program === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, program, ts.ScriptTarget.ES2022);
  };
  return ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host)).map(({ file, messageText }) => `${basename(file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}

it("a written program has the types of the library", () => {
  const bots = [openclaw, openclaw, clawdbot].map((release, at) => ({ bot: people[at] ?? "", address: "ws://127.0.0.1:18789", release, ...importDocument("x", release, handMade(release, at)) }));
  const program = programFiles({ name: "moltbots", dependencies: {} }, bots)["index.ts"] ?? "";
  const misspelt = expect.stringMatching(/^program1\.ts: .*'adopts' does not exist in type 'MoltbotFleetArgs'/) as string;
  expect(complaints(program, program.replaceAll("adopt:", "adopts:"))).toEqual([misspelt, misspelt]);
}, 60_000);
