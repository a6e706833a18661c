import { MolthubError } from "../../errors";
import { analyze, type PackReport } from "./analyze";
import { asSarif } from "./sarif";

const packs = ["baseline", "production"];

/** `molthub policy check`: what a policy pack says of a fleet as it was last deployed. Fails when something is mandatory. */
export async function checkPolicies(options: { stack?: string; file?: string; pack: string; config?: string; sarif?: boolean }): Promise<boolean> {
  if (!packs.includes(options.pack)) throw new MolthubError("unknown-pack", `--pack: there is no pack ${JSON.stringify(options.pack)}. Use ${packs.join(" or ")}.`);
  if (options.stack !== undefined && options.file !== undefined) throw new MolthubError("stack-or-file", "--stack and --file: give one of them.");
  const report = await analyze(options);
  console.log(options.sarif === true ? JSON.stringify(asSarif(report), null, 2) : asText(report));
  return !report.violations.some(isStop);
}

function asText({ pack, violations }: PackReport): string {
  const stops = violations.filter(isStop);
  const lines = [...stops, ...violations.filter((violation) => !isStop(violation))].map(({ level, severity, message }) => `${level} (${severity}): ${message}`);
  const count = `${String(stops.length)} ${stops.length === 1 ? "violation" : "violations"}, ${String(violations.length - stops.length)} advisory`;
  return [...lines, `${pack}: ${violations.length === 0 ? "no violations" : count}`].join("\n");
}

function isStop({ level }: PackReport["violations"][number]): boolean {
  return level === "mandatory";
}
