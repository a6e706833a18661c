/** Properties of a resource as the engine hands them over: in a preview, any value may be one that is not known yet. */
export type Properties = Record<string, unknown>;

/** A refusal of `check`: shown at that property, together with its whole value. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/**
 * What a resource does, in the words of the Pulumi provider protocol but without Pulumi. `check` and `diff` are pure: the engine calls
 * them one after another for all resources of a stack.
 */
export interface ResourceHandler {
  /** Refuses bad inputs, and completes good ones. */
  check(olds: Properties, news: Properties): { inputs: Properties; failures: CheckFailure[] };
  /** @param olds the old outputs  @param news the new inputs */
  diff(id: string, olds: Properties, news: Properties): { changes: boolean };
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  /** Looks at the real thing. `inputs` describe it as a program would. */
  read(id: string, outs: Properties): Promise<{ id: string | undefined; props: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, outs: Properties): Promise<void>;
}
