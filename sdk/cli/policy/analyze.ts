import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { messageOf, MolthubError } from "../../errors";
import { noPulumi } from "../noPulumi";

/** What a policy pack is run over, and with which settings. */
export interface Analysis {
  readonly pack: string;
  /** If undefined, the selected stack, or the file. */
  readonly stack?: string;
  /** A state as `pulumi stack export` prints it. */
  readonly file?: string;
  /** Settings of the rules, as for `pulumi preview --policy-pack-config`. */
  readonly config?: string;
}

/** One violation in an existing state. */
export interface PolicyViolation {
  readonly rule: string;
  readonly level: string;
  readonly severity: string;
  readonly urn: string;
  /** Bot, path, what is wrong and what to do. */
  readonly message: string;
}

/** What a pack says of a state. */
export interface PackReport {
  readonly pack: string;
  readonly version: string;
  readonly violations: readonly PolicyViolation[];
}

// One line of `pulumi policy analyze --json` (CLI 3.259).
const event = z.object({
  policyEvent: z.object({ resourceUrn: z.string().optional(), message: z.string(), policyName: z.string(), enforcementLevel: z.string(), severity: z.string().optional() }).optional(),
  summaryEvent: z.object({ PolicyPacks: z.record(z.string(), z.string()) }).optional(),
});

/**
 * Runs a policy pack over an existing state by `pulumi policy analyze`: without the program, and without a connection to any bot.
 *
 * @throws MolthubError `policy-not-run` with Pulumi's own words
 */
export async function analyze({ pack, stack, file, config }: Analysis): Promise<PackReport> {
  const folder = mkdtempSync(join(tmpdir(), "molthub-policy-"));
  try {
    // A state at rest is no change, and the impact of the last one is history.
    const settings = join(folder, "settings.json");
    writeFileSync(settings, JSON.stringify({ ...(config === undefined ? {} : readSettings(config)), "restart-budget": "disabled" }));
    const of = file === undefined ? (stack === undefined ? [] : ["--stack", stack]) : ["--file", file];
    const { stdout, stderr, exitCode, code } = await execa("pulumi", ["policy", "analyze", "--json", "--non-interactive", "--policy-pack", packFolder(pack), "--policy-pack-config", settings, ...of], { stdin: "ignore", reject: false });
    if (code === "ENOENT") throw noPulumi();
    return reportOf(pack, stdout, stderr, exitCode === 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Beside this command in the package: a pack must be compiled. */
function packFolder(pack: string): string {
  return join(__dirname, "../../../policies", pack);
}

function readSettings(file: string): object {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new MolthubError("invalid-policy-settings", `--config ${file}: is no JSON object of settings (${error instanceof z.ZodError ? "it is something else" : messageOf(error)})`);
  }
}

function reportOf(pack: string, stdout: string, stderr: string, isWell: boolean): PackReport {
  const events = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => event.safeParse(parsed(line)));
  const violations = events.flatMap(({ data }) => (data?.policyEvent === undefined ? [] : [violationOf(data.policyEvent)]));
  const [ran] = events.flatMap(({ data }) => (data?.summaryEvent === undefined ? [] : Object.entries(data.summaryEvent.PolicyPacks)));
  const isExplained = isWell || violations.some(({ level }) => level === "mandatory");
  // What cannot be read is not "no violation".
  if (ran === undefined || events.some(({ success }) => !success) || !isExplained) {
    throw new MolthubError("policy-not-run", `the ${pack} pack was not run over this state: ${stderr.trim() === "" ? "this pulumi tells nothing that is known. Use Pulumi CLI 3.259." : stderr.trim()}`);
  }
  const [name, version] = ran;
  return { pack: name, version, violations };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function violationOf({ resourceUrn = "", message, policyName, enforcementLevel, severity = "medium" }: NonNullable<z.infer<typeof event>["policyEvent"]>): PolicyViolation {
  return { rule: policyName, level: enforcementLevel, severity, urn: resourceUrn, message: message.trim() };
}
