import pLimit from "p-limit";
import { hideShapes } from "../../config";
import { Deadline } from "../../deadline";
import { messageOf } from "../../errors";
import { Course, type AnalysisConditions } from "./course";
import { failed, metricOf, type JudgedBot, type Metric, type Round, type Sample } from "./kinds";
import { limitsOf, requireValidMetrics, type MetricSpec } from "./spec";
import { Tally, worst, type Outcome } from "./tally";

export type { AnalysisConditions } from "./course";

/** Why an analysis did not pass. */
export interface Finding {
  readonly metric: string;
  /** Absent where the metric judges all bots together. */
  readonly bot?: string;
  readonly outcome: "failed" | "inconclusive";
  /** A sentence without its full stop; holds no secret. */
  readonly reason: string;
}

/** What an analysis came to. */
export interface AnalysisResult {
  readonly outcome: Outcome;
  /** What speaks against `passed`; of an analysis that ended early, what was found until then. */
  readonly findings: readonly Finding[];
}

const mostBotsAtOnce = 8;
const longestReason = 400;

/**
 * Judges the bots that a change touched. All metrics run at the same time, each on its own clock, and look at each bot as often as their
 * `count` says; a bot that does not answer fails. The first bot over the failure limit of a metric ends everything, also what is being asked.
 *
 * @param touched none: there is nothing to judge, and it passes without a connection
 * @param baseline bots that the change did not touch, to compare with
 * @throws MolthubError `invalid-rollout`; what `requireEngine` throws
 */
export async function analyse(metrics: readonly MetricSpec[], touched: readonly JudgedBot[], baseline: readonly JudgedBot[], conditions: AnalysisConditions): Promise<AnalysisResult> {
  requireValidMetrics(metrics, "analysis");
  if (touched.length === 0) return { outcome: "passed", findings: [] };
  const course = new Course(conditions);
  const limit = pLimit(mostBotsAtOnce);
  try {
    course.requireLive();
    const runs = metrics.map((spec) => new Run(spec, touched, baseline, course, conditions.log, limit));
    const ends = await Promise.allSettled(runs.map((run) => run.toEnd()));
    course.requireWhole();
    for (const end of ends) if (end.status === "rejected" && end.reason !== course.ended.reason) throw end.reason;
    const findings = runs.flatMap((run) => run.findings());
    return { outcome: worst(findings.map(({ outcome }) => outcome)), findings };
  } finally {
    course.finish();
  }
}

/** Whom a metric judges, and what it has found of them. */
interface Subject {
  /** Absent: all bots together. */
  readonly bot?: string;
  readonly sample: (round: Round) => Promise<Sample>;
  readonly tally: Tally;
  last: Sample;
}

/** One metric of an analysis, from its first sample to its last. */
class Run {
  private readonly name: string;
  private readonly subjects: readonly Subject[];

  constructor(
    private readonly spec: MetricSpec,
    private readonly touched: readonly JudgedBot[],
    private readonly baseline: readonly JudgedBot[],
    private readonly course: Course,
    private readonly log: (line: string) => void,
    private readonly limit: <T>(work: () => Promise<T>) => Promise<T>,
  ) {
    const { name, metric } = metricOf(spec);
    this.name = name;
    this.subjects = looksOf(metric, touched).map((look) => ({ ...look, tally: new Tally(limitsOf(spec)), last: { outcome: "passed" } }));
  }

  /** Takes samples until the verdict on everybody is known, or the analysis is over. */
  async toEnd(): Promise<void> {
    for (;;) {
      const open = this.subjects.filter(({ tally }) => tally.verdict === undefined);
      if (open.length === 0) break;
      if (open.some(({ tally }) => tally.samples > 0)) await this.course.pause(limitsOf(this.spec).intervalMs);
      const round = this.newRound();
      // All of them: none is to go on asking when this ends.
      const looks = await Promise.allSettled(open.map((subject) => this.look(subject, round)));
      for (const look of looks) if (look.status === "rejected") throw look.reason;
    }
    const outcome = worst(this.findings().map((finding) => finding.outcome));
    if (outcome === "passed") this.log(`${this.name}: passed`);
  }

  findings(): Finding[] {
    return this.subjects.flatMap(({ bot, tally, last }) => {
      if (tally.verdict === undefined || tally.verdict === "passed" || last.outcome === "passed") return [];
      return [{ metric: this.name, ...(bot !== undefined && { bot }), outcome: tally.verdict, reason: last.reason }];
    });
  }

  private async look(subject: Subject, round: Round): Promise<void> {
    this.course.requireLive();
    const sample = presentable(await subject.sample(round).catch((error: unknown) => failed(messageOf(error))));
    // What was cut short by the end of the analysis says nothing of the bot.
    if (this.course.ended.aborted) return;
    subject.last = sample;
    subject.tally.add(sample.outcome);
    if (sample.outcome === "passed") return;
    const { count } = limitsOf(this.spec);
    this.log(`${this.name}${subject.bot === undefined ? "" : `: bot ${subject.bot}`}: ${sample.outcome}${count === 1 ? "" : ` (look ${String(subject.tally.samples)} of ${String(count)})`}: ${sample.reason}`);
    if (subject.tally.verdict === "failed") this.course.finish();
  }

  private newRound(): Round {
    const { course, limit } = this;
    let shared: Promise<unknown> | undefined;
    return {
      touched: this.touched,
      baseline: this.baseline,
      pace: course.pace,
      ended: course.ended,
      log: this.log,
      shared: <T>(make: () => Promise<T>) => (shared ??= make()) as Promise<T>,
      ask: (bot, withinMs, work) =>
        limit(async () => {
          course.requireLive();
          const deadline = Deadline.after(withinMs, `an answer of bot ${bot.bot}`);
          const connecting = bot.connect(deadline);
          const client = await course.race(deadline.race(connecting)).catch((error: unknown) => {
            connecting.then((late) => late.close()).catch(() => undefined);
            throw error;
          });
          try {
            return await course.race(deadline.race(work(client, deadline)));
          } finally {
            await client.close();
          }
        }),
    };
  }
}

function looksOf(metric: Metric, touched: readonly JudgedBot[]): Pick<Subject, "bot" | "sample">[] {
  if (metric.of === "all") return [{ sample: (round) => metric.sample(round) }];
  return touched.map((bot) => ({ bot: bot.bot, sample: (round) => metric.sample(bot, round) }));
}

/** A Gateway's words may quote a secret, and be many. */
function presentable(sample: Sample): Sample {
  if (sample.outcome === "passed") return sample;
  const reason = hideShapes(sample.reason).replaceAll(/\s+/g, " ");
  return { ...sample, reason: reason.length > longestReason ? `${reason.slice(0, longestReason)} ...` : reason };
}
