import { execa } from "execa";
import { z } from "zod";
import { MolthubError } from "../../errors";
import { noPulumi } from "../noPulumi";

/** What a preview says. */
export interface Preview {
  /** Name of the stack. */
  readonly stack: string;
  /** Name of the project; empty where the program has no resource. */
  readonly project: string;
  readonly resources: readonly PreviewedResource[];
  /** What policies advise; what they demand is an error. */
  readonly warnings: readonly string[];
}

/** One resource of a preview, as the engine describes it: every secret reads `[secret]`. */
export interface PreviewedResource {
  readonly urn: string;
  readonly type: string;
  /** `same`, `create`, `update`, `delete`, or a part of a replacement. */
  readonly op: string;
  /** Inputs before; empty for a new resource. */
  readonly olds: Readonly<Record<string, unknown>>;
  /** Inputs after; empty for one that goes. */
  readonly news: Readonly<Record<string, unknown>>;
}

/** Where and how Pulumi runs a program. */
export interface ProgramPlace {
  /** If unset, our own working directory. */
  readonly folder?: string;
  /** What Pulumi and the program find in their environment beside ours. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More arguments for Pulumi. */
  readonly args?: readonly string[];
}

const state = z.object({ inputs: z.record(z.string(), z.unknown()).nullish() });

// One line of `pulumi preview --json` with streaming, as far as it is used here (CLI 3.259).
const event = z.object({
  resourcePreEvent: z.object({ metadata: z.object({ op: z.string(), urn: z.string(), type: z.string(), old: state.nullish(), new: state.nullish() }) }).optional(),
  diagnosticEvent: z.object({ severity: z.string(), message: z.string() }).optional(),
  policyEvent: z.object({ message: z.string(), enforcementLevel: z.string() }).optional(),
  summaryEvent: z.unknown().optional(),
});

/**
 * Runs `pulumi preview` and gives what it says of every resource.
 *
 * @param stack if undefined, the selected stack
 * @param progress told how many resources were looked at
 * @throws MolthubError `preview-failed` with the program's and Pulumi's own words, `unknown-preview` for a CLI that tells it otherwise
 */
export async function preview(stack: string | undefined, progress: (resources: number) => void, { folder, environment = {}, args: more = [] }: ProgramPlace = {}): Promise<Preview> {
  const args = ["preview", "--json", "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack]), ...more];
  const running = execa("pulumi", args, { ...(folder !== undefined && { cwd: folder }), stdin: "ignore", reject: false, buffer: { stdout: false }, env: { ...environment, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" } });
  const resources: PreviewedResource[] = [];
  let [name, project] = [stack ?? "", ""];
  const errors: string[] = [];
  const warnings: string[] = [];
  let complete = false;
  for await (const line of running) {
    const parsed = parseEvent(line);
    const resource = parsed?.resourcePreEvent?.metadata;
    // urn:pulumi:<stack>::<project>::<type>::<name>
    if (resource !== undefined) [name, project] = [resource.urn.split("::")[0]?.split(":").at(-1) ?? name, resource.urn.split("::")[1] ?? project];
    if (resource !== undefined && resource.op !== "refresh") {
      resources.push({ urn: resource.urn, type: resource.type, op: resource.op, olds: resource.old?.inputs ?? {}, news: resource.new?.inputs ?? {} });
      progress(resources.length);
    }
    if (parsed?.summaryEvent !== undefined) complete = true;
    if (parsed?.diagnosticEvent?.severity === "error") errors.push(parsed.diagnosticEvent.message.trim());
    if (parsed?.policyEvent !== undefined) (parsed.policyEvent.enforcementLevel === "mandatory" ? errors : warnings).push(parsed.policyEvent.message.trim());
  }
  const { exitCode, code, stderr } = await running;
  if (code === "ENOENT") throw noPulumi();
  if (exitCode !== 0) throw new MolthubError("preview-failed", `the preview failed:\n${[...new Set([...errors, ...(errors.length === 0 ? [stderr.trim()] : [])])].join("\n")}`);
  // What cannot be read is not "no change".
  if (!complete) throw new MolthubError("unknown-preview", "this pulumi does not tell its preview as a stream of events, so nothing can be said of it. Use Pulumi CLI 3.259, or look at `pulumi preview --diff`.");
  return { stack: name, project, resources, warnings: [...new Set(warnings)] };
}

function parseEvent(line: string): z.infer<typeof event> | undefined {
  // What a program or a provider prints may stand between the events.
  if (!line.startsWith('{"sequence"')) return undefined;
  const parsed = event.safeParse(JSON.parse(line));
  if (parsed.success) return parsed.data;
  throw new MolthubError("unknown-preview", `this pulumi tells its preview in a way that is not known (${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}). Use Pulumi CLI 3.259, or look at \`pulumi preview --diff\`.`);
}
