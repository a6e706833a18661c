import { planFences } from "../../sdk/apply";
import type { ConfigRecord, ConfigRecorder } from "../../sdk/audit";
import { externalDataId, storedAs, type ConfigDocument } from "../../sdk/config";
import { withoutProperties } from "../../sdk/providers/equal";
import { gatewayConfig } from "../../sdk/providers/gatewayConfig";
import type { Properties, ResourceHandler } from "../../sdk/providers/handler";
import { PartialFailure } from "../../sdk/providers/partialFailure";
import type { SimulatedGateway } from "../gateways/simulator";
import { device, unfenced } from "./bots";

/** How a program has a bot: the document of its layers, and what else it says. */
export type Program = Readonly<Record<string, unknown>> & { readonly document: ConfigDocument };

/** What came of an update: nothing was called for where there is nothing to do. */
export type Deed = "created" | "updated" | "nothing";

/** The GatewayConfig of one bot, and an engine that keeps its state and calls it. */
export class ConfigResource {
  inputs: Properties | undefined;
  outs: Properties | undefined;
  /** What was told to the user. */
  readonly lines: string[] = [];
  readonly records: ConfigRecord[] = [];
  private handler: ResourceHandler;
  private news: Properties | undefined;

  /** @param dataId of a bot that is hosted; if unset, something else runs it */
  constructor(
    private readonly bot: Pick<SimulatedGateway, "endpoint" | "token" | "release">,
    recorder?: ConfigRecorder,
    private readonly dataId?: string,
  ) {
    this.handler = this.handlerWith(recorder);
  }

  /**
   * The next run of Pulumi has a process of its own.
   *
   * @param environment of that process: it may name a saved plan
   */
  nextRun(environment: NodeJS.ProcessEnv = {}): void {
    this.handler = this.handlerWith(undefined, environment);
  }

  private handlerWith(recorder: ConfigRecorder | undefined, environment: NodeJS.ProcessEnv = {}): ResourceHandler {
    const record = recorder ?? { add: (entry: ConfigRecord) => void this.records.push(entry) };
    return gatewayConfig({ ...unfenced(), fenceOf: planFences(environment), recorder: record }, (line) => void this.lines.push(line));
  }

  /** `pulumi up` without refresh. */
  async up(program: Program): Promise<Deed> {
    const { inputs, failures } = this.handler.check(this.inputs ?? {}, this.propertiesOf(program));
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    this.news = inputs;
    if (this.outs !== undefined && !this.handler.diff("alice", this.outs, inputs).changes) {
      this.inputs = clean(inputs);
      return "nothing";
    }
    const isNew = this.outs === undefined;
    try {
      const { outs } = await (this.outs === undefined ? this.handler.create(inputs) : this.handler.update("alice", this.outs, inputs));
      this.keep(inputs, outs);
    } catch (error) {
      if (error instanceof PartialFailure) this.keep(inputs, error.properties);
      throw error;
    }
    return isNew ? "created" : "updated";
  }

  /** `pulumi refresh`. */
  async refresh(): Promise<void> {
    const { props, inputs } = await this.handler.read("alice", this.outs ?? {});
    this.keep(inputs ?? this.inputs ?? {}, props);
  }

  /** True when the next update would do something, the program being what it was last. */
  get differs(): boolean {
    return this.handler.diff("alice", this.outs ?? {}, this.news ?? {}).changes;
  }

  /** Paths that the next preview shows as changing, the program being what it was last. */
  get shown(): string[] {
    const { inputs } = this.handler.check(this.inputs ?? {}, this.news ?? {});
    const { restart = [], hot = [], none = [] } = inputs["impact"] as Readonly<Record<string, string[]>>;
    return [...restart, ...hot, ...none].sort();
  }

  /** The document as the engine has it. */
  get document(): ConfigDocument {
    return this.inputs?.["document"] as ConfigDocument;
  }

  /** All that the engine stores and shows, but for what it encrypts. */
  get inClear(): string {
    return JSON.stringify([withoutProperties(this.inputs ?? {}, ["connection", "document", "secretValues"]), withoutProperties(this.outs ?? {}, ["connection", "sealed", "secretValues"])]);
  }

  private propertiesOf(program: Program): Properties {
    const { endpoint, token, release } = this.bot;
    const common = { bot: "alice", release, secretPaths: [], connection: { endpoint, token, device }, dataId: this.dataId ?? externalDataId(endpoint.address) };
    return clean({ ...common, ...program, document: storedAs(program.document, release) });
  }

  private keep(inputs: Properties, outs: Properties): void {
    [this.inputs, this.outs] = [clean(inputs), clean(outs)];
  }
}

function clean(properties: Properties): Properties {
  return JSON.parse(JSON.stringify(properties)) as Properties;
}
