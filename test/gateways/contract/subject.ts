import { unstamped, type ConfigDocument } from "../../../sdk/config";
import { Deadline } from "../../../sdk/deadline";
import { isLate } from "../../../sdk/errors";
import { connectGateway, createDevice, GatewayError, type ConfigSnapshot, type ConfigWriteResult, type DeviceIdentity, type GatewayClient } from "../../../sdk/gateway";
import { Connection } from "../../../sdk/gateway/connection";
import { openSocket } from "../../../sdk/gateway/transport";
import { firstDocument } from "./documents";
import type { GatewayUnderTest, StartGateway } from "./underTest";

export const admin = ["operator.admin"];

/** The one gateway of a contract run, and the hands with which the tests touch it. They share it, and run in order. */
export class Subject {
  /** A new one for every theme: a limit counts per device. */
  device: DeviceIdentity = createDevice();
  #gateway: GatewayUnderTest | undefined;
  #client: GatewayClient | undefined;

  /** @param line npm package of the product line */
  constructor(
    readonly line: "openclaw" | "clawdbot",
    private readonly launch: StartGateway,
  ) {}

  get gateway(): GatewayUnderTest {
    if (this.#gateway === undefined) throw new Error("the gateway is not started");
    return this.#gateway;
  }

  async start(): Promise<void> {
    this.#gateway = await this.launch({ document: firstDocument(this.line) });
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    await this.#gateway?.stop();
  }

  /** A connection as admin: the one at hand, or a new one after a restart. */
  async client(): Promise<GatewayClient> {
    if (this.#client?.closed === undefined && this.#client !== undefined) return this.#client;
    return (this.#client = await this.connect(admin));
  }

  /** Lets go of the connection at hand; the next one has a device of its own. */
  async renew(): Promise<void> {
    await this.#client?.close();
    this.#client = undefined;
    this.device = createDevice();
  }

  async connect(scopes: readonly string[], { token = this.gateway.token, device = this.device } = {}): Promise<GatewayClient> {
    const deadline = within(180);
    for (;;) {
      try {
        return await connectGateway({ endpoint: this.gateway.endpoint, token, device, scopes, patience: "startup", deadline: deadline.atMost(5_000) });
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== "unreachable" || deadline.expired) throw error;
        if (!this.gateway.isRunning()) throw new Error(`the gateway has ended: ${this.gateway.lastWords()}`, { cause: error });
      }
    }
  }

  /** Starts a gateway that a failed test left behind dead, so that it fails alone. */
  async revive(): Promise<void> {
    if (!this.gateway.isRunning()) await this.gateway.start();
  }

  /** What there is to see right now; undefined while nobody answers. */
  async look(): Promise<{ readonly bootId: string | undefined; readonly snapshot: ConfigSnapshot } | undefined> {
    try {
      if (this.#client?.closed !== undefined || this.#client === undefined) this.#client = await this.#connectOnce();
      return { bootId: this.#client.hello.bootId, snapshot: await this.#client.call("config.get", {}, within(30)) };
    } catch {
      return undefined;
    }
  }

  /** True when somebody answers at once. */
  async isUp(): Promise<boolean> {
    try {
      await (await this.#connectOnce()).close();
      return true;
    } catch {
      return false;
    }
  }

  #connectOnce(): Promise<GatewayClient> {
    return connectGateway({ endpoint: this.gateway.endpoint, token: this.gateway.token, device: this.device, scopes: admin, deadline: within(10) });
  }

  /** A connection on which nothing was said yet. */
  async bareConnection(): Promise<Connection> {
    return new Connection(await openSocket(this.gateway.endpoint, within(30)));
  }

  async read(): Promise<ConfigSnapshot> {
    return (await this.client()).call("config.get", {}, within(60));
  }

  /** What the file says, without the gateway's own stamps. */
  async document(): Promise<ConfigDocument> {
    return unstamped(((await this.read()).parsed ?? {}) as ConfigDocument);
  }

  async patch(patch: unknown, more: { readonly baseHash?: string; readonly replacePaths?: readonly string[] } = {}): Promise<ConfigWriteResult> {
    const { hash } = await this.read();
    return (await this.client()).call("config.patch", { raw: textOf(patch), baseHash: hash, ...more }, within(60));
  }

  /** Applies a document. On Clawdbot, waits for the restart that follows. */
  async apply(document: unknown, more: { readonly baseHash?: string } = {}): Promise<ConfigWriteResult> {
    const read = await this.read();
    const client = await this.client();
    const once = ({ hash: baseHash }: ConfigSnapshot): Promise<ConfigWriteResult> => client.call("config.apply", { raw: textOf(document), ...(baseHash !== undefined && { baseHash }), restartDelayMs: 0, ...more }, within(60));
    // A write that meets the end of the reload before it is answered after 300 s (openclaw 2026.9.6): it is in the file all the same.
    const answer = await once(read).catch(async (error: unknown) => {
      if (!isLate(error)) throw error;
      return once(await this.read());
    });
    if (this.line === "clawdbot") this.#client = await client.reconnect(within(120));
    return answer;
  }

  /** Somebody else writes into the file, and leaves the stamps as they are. */
  edit(document: ConfigDocument): void {
    this.gateway.editText(JSON.stringify({ ...document, ...stampsIn(this.gateway.file()) }, null, 2));
  }

  /** Ends the process without a word, and waits until its connection is gone. */
  async kill(): Promise<void> {
    await this.gateway.kill();
    await this.#client?.untilClosed(within(30));
  }

  /** Waits for the restart that the connection at hand was told of, or will be. */
  async reconnect(): Promise<GatewayClient> {
    return (this.#client = await (this.#client ?? (await this.client())).reconnect(within(180)));
  }
}

export function within(seconds: number): Deadline {
  return Deadline.after(seconds * 1_000, "the test");
}

/** The error of a request that must fail. */
export async function refusal(work: Promise<unknown>): Promise<GatewayError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof GatewayError)) throw new Error("it was not refused", { cause: outcome });
  return outcome;
}

function stampsIn(text = "{}"): ConfigDocument {
  try {
    const { meta } = JSON.parse(text) as ConfigDocument;
    return meta === undefined ? {} : { meta };
  } catch {
    return {};
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
