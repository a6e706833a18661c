import { Deadline } from "../../sdk/deadline";
import type { GatewayRelease } from "../../sdk/config";
import { connectGateway, createDevice, type Endpoint } from "../../sdk/gateway";
import { analyse, type AnalysisPace, type AnalysisResult, type JudgedBot, type MetricSpec } from "../../sdk/rollouts";

/** Waits of a simulated gateway's length. */
export const simulatedPace: AnalysisPace = { answer: 5_000, starting: 10_000, counting: 200, model: 20_000, forgetting: 5_000, poll: 20 };

const device = createDevice();

/** A gateway that a test has started. */
export interface Started {
  readonly endpoint: Endpoint;
  readonly token: string;
  readonly release: GatewayRelease;
}

/** A bot that was changed an hour ago, unless the test says otherwise. */
export function judged({ endpoint, token, release }: Started, more: Partial<JudgedBot> = {}): JudgedBot {
  return {
    bot: "alice",
    release,
    connect: (deadline) => connectGateway({ endpoint, token, device, scopes: ["operator.admin"], deadline }),
    verifiedAt: new Date(Date.now() - 3_600_000).toISOString(),
    ...more,
  };
}

/** The same as it was just proven. */
export async function provenNow(gateway: Started, bot = "alice"): Promise<JudgedBot> {
  const { connect } = judged(gateway);
  const client = await connect(Deadline.after(5_000, "the test"));
  const { bootId } = client.hello;
  await client.close();
  return judged(gateway, { bot, verifiedAt: new Date().toISOString(), ...(bootId !== undefined && { bootId }) });
}

/** What an analysis came to, and what it told on the way. */
export async function analysed(metrics: readonly MetricSpec[], touched: readonly JudgedBot[], baseline: readonly JudgedBot[] = [], pace = simulatedPace): Promise<AnalysisResult & { readonly told: readonly string[] }> {
  const told: string[] = [];
  const result = await analyse(metrics, touched, baseline, { requireEngine: () => undefined, log: (line) => told.push(line), delay: () => Promise.resolve(), pace });
  return { ...result, told };
}
