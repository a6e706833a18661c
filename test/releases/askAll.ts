import type { ConfigDocument } from "../../sdk/config";
import type { Judge } from "./askGateway";
import type { Mutation } from "./mutations";

/** Every document that the gateway refuses, with what it has against it: empty when it takes all. */
export async function refusedOf(documents: readonly ConfigDocument[], judge: Judge, log: (line: string) => void = () => undefined): Promise<string[]> {
  const refused: string[] = [];
  for (const [at, document] of documents.entries()) {
    const issues = await judge.refusal(document);
    if (issues !== undefined) refused.push(`${JSON.stringify(issues)} ${JSON.stringify(document)}`);
    if ((at + 1) % 50 === 0) log(`asked of ${String(at + 1)} valid documents, ${String(refused.length)} refused`);
  }
  return refused;
}

/** Every faulty document that the gateway takes: empty when it refuses all. */
export async function takenOf(mutations: readonly Mutation[], judge: Judge, log: (line: string) => void = () => undefined): Promise<string[]> {
  const taken: string[] = [];
  for (const [at, { kind, path, document }] of mutations.entries()) {
    if ((await judge.refusal(document)) === undefined) taken.push(`${kind} at ${path.join("/")}: ${JSON.stringify(document)}`);
    if ((at + 1) % 50 === 0) log(`asked of ${String(at + 1)} faulty documents, ${String(taken.length)} taken`);
  }
  return taken;
}
