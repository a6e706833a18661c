import { liveDigest, readLive, usualPace, type ConfigChange, type ConfigProof, type Connect, type LiveConfig, type Pace } from "../../../sdk/apply";
import { confirmed, diffDocuments, digestOf, formatPath, hiddenChange, sealedValues, seenConfig, withoutUnmanaged, type ConfigDocument, type GatewayRelease, type SealedValues, type SeenConfig } from "../../../sdk/config";
import { Deadline } from "../../../sdk/deadline";

const key = "the key of the hashes of secrets";

/** Patient, but awake: for runs in which nothing goes wrong. */
export const calmPace: Pace = { ...usualPace, poll: 3, tellAgain: 50, undo: 60_000 };

/** What an engine keeps of a bot between its runs, as GatewayConfig's outputs have it. */
export class Engine {
  private digest: string;
  private previousDigest: string | undefined;
  private sealed: SealedValues = {};
  private seen: SeenConfig | undefined;

  constructor(
    private readonly release: GatewayRelease,
    private document: ConfigDocument,
    private readonly secretPaths: readonly string[],
    private readonly unmanaged: readonly string[],
    private readonly environment: readonly string[],
  ) {
    this.digest = this.digestOf(document);
  }

  /** As after the run that wrote what the bot runs. */
  async know(connect: Connect): Promise<void> {
    const { document = {}, read } = await this.look(connect);
    this.sealed = sealedValues(this.document, document, this.secretPaths);
    this.seen = seenConfig(read, key);
  }

  /** As `pulumi up --refresh`, which goes on from what it finds. */
  async refresh(connect: Connect): Promise<void> {
    const { document, read } = await this.look(connect);
    if (document !== undefined && hiddenChange(this.seen, read, key) === "changed") this.sealed = confirmed(this.sealed, document);
    this.digest = liveDigest(document, this.base);
    this.document = document ?? {};
  }

  changeTo(wanted: ConfigDocument, mayWrite: () => void = () => undefined): ConfigChange {
    const { release, secretPaths, unmanaged, environment, sealed } = this;
    const planned = diffDocuments(withoutUnmanaged(this.document, unmanaged), withoutUnmanaged(wanted, unmanaged)).map(({ path }) => formatPath(path));
    const digests = this.previousDigest === undefined ? [this.digest] : [this.digest, this.previousDigest];
    return { bot: "alice", release, wanted, secretPaths, unmanaged, environment, sealed, onlyAdds: false, base: { digests, ...this.base }, planned, mayWrite };
  }

  /** Keeps what a run did. */
  done(wanted: ConfigDocument, { sealed, read }: ConfigProof): void {
    const digest = this.digestOf(wanted);
    if (digest !== this.digest) this.previousDigest = this.digest;
    [this.digest, this.document, this.sealed, this.seen] = [digest, wanted, sealed, seenConfig(read, key)];
  }

  private get base(): { secretPaths: readonly string[]; unmanaged: readonly string[]; sealed: SealedValues; key: string } {
    return { secretPaths: this.secretPaths, unmanaged: this.unmanaged, sealed: this.sealed, key };
  }

  private digestOf(document: ConfigDocument): string {
    return digestOf(withoutUnmanaged(document, this.unmanaged), this.secretPaths, key);
  }

  private async look(connect: Connect): Promise<LiveConfig> {
    const deadline = Deadline.after(60_000, "the engine to look");
    const client = await connect(deadline);
    try {
      return await readLive(client, this.release, deadline);
    } finally {
      await client.close();
    }
  }
}
