import { usualPace, type Connect, type Pace } from "../../../sdk/apply";
import { connectGateway, createDevice, GatewayError, type Endpoint } from "../../../sdk/gateway";

/** The token of every bot here. */
export const token = "simulated-token";

/** What a simulated bot is given time for takes it a few milliseconds: the rest is for a busy machine. */
export const hastyPace: Pace = { ...usualPace, firstAnswer: 15_000, poll: 3, takeUp: 3_000, tellAgain: 20, answer: 1_500, restartBegins: 1_500, channels: 1_000, undo: 30_000 };

const device = createDevice();
const handshakeMs = 3_000;
const retryMs = 4;

/** As connectGateway waits for a bot that is not there yet, at the pace of simulated ones. */
export function connectTo(endpoint: Endpoint): Connect {
  return async (deadline) => {
    for (;;) {
      try {
        return await connectGateway({ endpoint, token, device, scopes: ["operator.admin"], deadline: deadline.atMost(handshakeMs) });
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== "unreachable" || deadline.remainingMs < 2 * retryMs) throw error;
        await deadline.sleep(retryMs);
      }
    }
  };
}

/** Tells of every connect and call before it is made. Nothing gets through, nor back, once we are dead. */
export function listened(connect: Connect, before: (method: string) => void, isAlive: () => boolean): Connect {
  const dead = (): never => {
    throw new Error("our process is dead");
  };
  return async (deadline) => {
    if (!isAlive()) dead();
    before("connect");
    const client = await connect(deadline);
    const call = client.call.bind(client) as (...args: readonly unknown[]) => Promise<unknown>;
    const heard = async (method: string, ...rest: readonly unknown[]): Promise<unknown> => {
      if (!isAlive()) dead();
      before(method);
      const answer = await call(method, ...rest);
      return isAlive() ? answer : dead();
    };
    client.call = heard as typeof client.call;
    return client;
  };
}
