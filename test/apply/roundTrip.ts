import { applyConfig, readLive, type ConfigProof, type Connect, type LiveConfig, type Pace } from "../../sdk/apply";
import { differenceFrom, droppedAgents, filledIn, formatPath, type ConfigDocument, type GatewayRelease, type SealedValues } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { messageOf } from "../../sdk/errors";
import { unobserved } from "./changeTo";

/** A bot that is given one document after another. */
export class RoundTrip {
  private sealed: SealedValues = {};
  private now: ConfigDocument | undefined;

  /** @param environment names that the bot has */
  constructor(
    private readonly connect: Connect,
    private readonly release: GatewayRelease,
    private readonly environment: readonly string[],
    private readonly pace: Pace,
    private readonly withinMs: number,
  ) {}

  /**
   * Gives the bot a document, reads it back, and gives it again.
   *
   * @returns what is left over, in words: empty when nothing is; undefined when the change cannot be made, because agents would go
   */
  async problemsOf(document: ConfigDocument): Promise<string[] | undefined> {
    this.now ??= (await this.read()).document;
    if (droppedAgents(this.now, document, this.release).length > 0) return undefined;
    const unmanaged = filledIn(document, this.release);
    try {
      this.sealed = (await this.apply(document, unmanaged)).sealed;
      const live = await this.read();
      const again = await this.apply(document, unmanaged);
      const last = await this.read();
      this.now = last.document;
      return [...leftOver(live, document, unmanaged), ...again.changedPaths.map((path) => `written again: ${path}`), ...(last.baseHash === live.baseHash ? [] : ["the file is another one after the second apply"])];
    } catch (error) {
      this.now = undefined;
      return [messageOf(error)];
    }
  }

  async read(): Promise<LiveConfig> {
    const deadline = Deadline.after(this.withinMs, "the bot to answer");
    const client = await this.connect(deadline);
    try {
      return await readLive(client, this.release, deadline);
    } finally {
      await client.close();
    }
  }

  private apply(wanted: ConfigDocument, unmanaged: readonly string[]): Promise<ConfigProof> {
    const change = { bot: "alice", release: this.release, wanted, secretPaths: [], unmanaged, environment: this.environment, sealed: this.sealed, onlyAdds: false, mayWrite: () => undefined };
    return applyConfig(this.connect, change, unobserved, Deadline.after(this.withinMs, "bot alice to take its document"), this.pace);
  }
}

function leftOver({ document = {} }: LiveConfig, wanted: ConfigDocument, unmanaged: readonly string[]): string[] {
  return differenceFrom(document, wanted, unmanaged).map((path) => `left over: ${formatPath(path)}`);
}
