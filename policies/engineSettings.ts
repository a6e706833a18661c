import { createRequire } from "node:module";
import { runtime } from "@pulumi/pulumi";
import type * as analyzer from "@pulumi/pulumi/proto/analyzer_grpc_pb";

/** What the engine tells a pack of the run, and @pulumi/policy tells no policy. */
export interface EngineSettings {
  /** The rules that a `--policy-pack-config` names, misspelt ones too. */
  readonly names: ReadonlySet<string>;
  /** True in a preview, false in an update and in the analysis of a state. */
  readonly isPreview: () => boolean;
}

/**
 * Listens to what the engine configures this process with (CLI 3.259, @pulumi/policy 1.21): the settings of a misspelt rule are kept and
 * never looked at, and `isDryRun` says false in a preview. A pack is a process of its own, with one configuration.
 */
export function listenToEngine(): EngineSettings {
  const names = new Set<string>();
  let isPreview = false;
  const { configure, configureStack } = usedService();
  configure.requestDeserialize = heard(configure.requestDeserialize, (request) => {
    for (const [name] of request.getPolicyconfigMap().entries() as Iterable<[string, unknown]>) names.add(name);
  });
  configureStack.requestDeserialize = heard(configureStack.requestDeserialize, (request) => {
    isPreview = request.getDryRun();
  });
  return { names, isPreview: () => isPreview || runtime.isDryRun() };
}

/** The very service that @pulumi/policy serves, also where there are several copies of @pulumi/pulumi. */
function usedService(): typeof analyzer.AnalyzerService {
  const requireAsPolicy = createRequire(require.resolve("@pulumi/policy"));
  return (requireAsPolicy("@pulumi/pulumi/proto/analyzer_grpc_pb") as typeof analyzer).AnalyzerService;
}

/** Reads as `read` does, and lets somebody hear what was read. */
function heard<Request>(read: (bytes: Buffer) => Request, hear: (request: Request) => void): (bytes: Buffer) => Request {
  return (bytes) => {
    const request = read(bytes);
    hear(request);
    return request;
  };
}
