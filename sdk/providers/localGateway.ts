import { availableParallelism } from "node:os";
import { isAbsolute } from "node:path";
import pLimit from "p-limit";
import type { z } from "zod";
import { seedText, type GatewayPaths } from "../apply";
import { isUnknown, pinnedPlugins, requireHostedRelease, requireValidEnvironment, requireValidHeap, requireValidPort, secretVersion, type DeclaredPlugin, type GatewayRelease } from "../config";
import { messageOf, MolthubError } from "../errors";
import { loopbackEndpoint } from "../gateway";
import { botFiles, ensureRunning, inspectGateway, machineId, owns, release, requireThisMachine, stopGateway, type LocalGatewaySpec } from "../hosts/local";
import type { SecretValues } from "../secrets";
import { changedProperties, pick, withoutProperties } from "./equal";
import { freezeInputs, frozenFailures, tellBroken } from "./frozen";
import type { CheckFailure, Properties, ResourceHandler } from "./handler";
import { heldInputs, isHeld } from "./held";
import { hostImpactOf, type HostImpact } from "./hostImpact";
import { localGatewayInputs, localGatewayOutputs, type DeclaredSecret } from "./inputs";
import type { Lifeline } from "./lifeline";
import { changedAtSource, forBot, replacedAtSource } from "./storeSecrets";

const schemaVersion = 1;

const inputNames = ["project", "stack", "resource", "bot", "dataDir", "release", "port", "token", "environment", "environmentFrom", "heapMb", "plugins", "state"] as const;

/**
 * LocalGateway: a Gateway process on this machine, with its folder. Deleting it stops the process and keeps the data.
 *
 * @param values reads secrets from their sources
 * @param log told what is being done
 */
export function localGateway(lifeline: Lifeline, values: SecretValues, log: (line: string) => void): ResourceHandler {
  // A starting gateway keeps a core busy: many at once would all miss their deadline.
  const limit = pLimit(availableParallelism());
  const start = async (inputs: Properties, before?: z.infer<typeof localGatewayOutputs>): Promise<Properties> => {
    if (wouldChange(inputs["impact"] as HostImpact | undefined) !== undefined) tellBroken(inputs, log);
    const { spec, environmentVersions } = await readEnvironment(specOf(inputs), values);
    const { dataId } = await limit(() => {
      lifeline.requireEngine();
      return ensureRunning(spec, seedText(), log, before?.resource);
    });
    for (const [name, version] of Object.entries(environmentVersions)) if ((before?.environmentVersions[name] ?? version) !== version) log(`bot ${spec.bot}: rotated, not proven: ${name} in its environment`);
    return { ...withoutProperties(inputs, ["impact", "rolloutId", "held", ...freezeInputs]), schemaVersion, endpoint: loopbackEndpoint(spec.port), paths: pathsOf(spec.dataDir), machine: machineId(), dataId, environmentVersions };
  };
  return {
    check: (olds, news) => {
      // It is started again as it was, where it died.
      if (isHeld(olds, news)) return { inputs: { ...heldInputs(olds, news), state: "running" }, failures: [] };
      const impact = hostImpactOf(olds, news);
      return { inputs: { ...news, impact }, failures: [...failuresOf(news), ...frozenFailures(news, wouldChange(impact))] };
    },
    diff: (_id, olds, news) => {
      const differing = changedProperties(olds, news, inputNames);
      if (news["held"] === true) return { changes: differing.join() === "state" };
      return { changes: differing.length > 0 || olds["environmentReplaced"] !== undefined || olds["failure"] !== undefined };
    },
    create: async (inputs) => ({ id: specOf(inputs).dataDir, outs: await start(inputs) }),
    read: async (id, outs) => {
      const known = localGatewayOutputs.parse(outs);
      requireThisMachine(known.machine, known.dataDir, known.bot);
      const { running, dataId } = inspectGateway(known.dataDir);
      // What is gone is said as "stopped": an ordinary difference, which the next update heals.
      const state = running && dataId !== undefined ? "running" : "stopped";
      const environmentReplaced = await replacedSources(known, values, log);
      const inputs = { ...pick(outs, inputNames), ...(environmentReplaced.length > 0 && { environmentFrom: markedReplaced(known.environmentFrom, environmentReplaced) }) };
      return { id, props: { ...withoutProperties(outs, ["environmentReplaced"]), ...(environmentReplaced.length > 0 && { environmentReplaced }), paths: pathsOf(known.dataDir), state, dataId: dataId ?? "none" }, inputs: { ...inputs, state, impact: { class: "unchanged" } satisfies HostImpact } };
    },
    update: async (_id, olds, news) => {
      const before = localGatewayOutputs.parse(olds);
      const { dataDir } = specOf(news);
      requireThisMachine(before.machine, before.dataDir, before.bot);
      if (before.dataDir !== dataDir) {
        throw new MolthubError("data-dir-changed", `bot ${before.bot}: its data is in ${before.dataDir}, not in ${dataDir}. Run this from the project it was started from, or stop the bot, move the folder and set \`dataDir:\`.`);
      }
      try {
        const outs = await start(news, before);
        const changedIn = wouldChange(news["impact"] as HostImpact | undefined) === undefined ? olds["changedIn"] : news["rolloutId"];
        return { outs: { ...outs, ...(changedIn !== undefined && { changedIn }) } };
      } catch (error) {
        if (news["rolloutId"] === undefined || (error instanceof MolthubError && error.code === "engine-gone")) throw error;
        // The gate of the rollout judges it: an error would end the run before that.
        const failure = messageOf(error);
        log(failure);
        return { outs: { ...olds, failure } };
      }
    },
    delete: async (_id, outs) => {
      const known = localGatewayOutputs.parse(outs);
      requireThisMachine(known.machine, known.dataDir, known.bot);
      const files = botFiles(known.dataDir);
      // After a rename, the folder and its process are another resource's.
      if (!owns(files, known)) return;
      lifeline.requireEngine();
      await stopGateway(files);
      release(files, known);
    },
  };
}

/** What a freeze holds back, in words. A process that died may be started again as it was. */
function wouldChange({ class: kind, changes = [] }: Partial<HostImpact> = {}): string | undefined {
  if (kind === "create") return "It would have been made.";
  return changes.length === 0 ? undefined : `These would have changed: ${changes.join(", ")}.`;
}

function pathsOf(dataDir: string): GatewayPaths {
  const { config, stateDir } = botFiles(dataDir);
  return { configPath: config, stateDir };
}

function specOf(inputs: Properties): z.infer<typeof localGatewayInputs> {
  return localGatewayInputs.parse(inputs);
}

/** The bot's environment with the values of its sources; and what names them, by a key that nobody else has. */
async function readEnvironment({ environmentFrom, ...spec }: z.infer<typeof localGatewayInputs>, values: SecretValues): Promise<{ spec: LocalGatewaySpec; environmentVersions: Record<string, string> }> {
  const read = await Promise.all(Object.entries(environmentFrom).map(async ([name, { from }]) => [name, await forBot(spec.bot, () => values.resolve(from))] as const));
  return {
    spec: { ...spec, environment: { ...spec.environment, ...Object.fromEntries(read) } },
    environmentVersions: Object.fromEntries(read.map(([name, value]) => [name, secretVersion(value, spec.token)])),
  };
}

/** The variables whose value at the source is another one by now. */
function replacedSources({ bot, token, environmentFrom, environmentVersions }: z.infer<typeof localGatewayOutputs>, values: SecretValues, log: (line: string) => void): Promise<string[]> {
  const known = Object.fromEntries(Object.entries(environmentFrom).map(([name, declared]) => [name, { ...declared, stored: environmentVersions[name] ?? "" }]));
  return changedAtSource(known, token, values, (line) => log(`bot ${bot}: ${line}`));
}

function markedReplaced(environmentFrom: Readonly<Record<string, DeclaredSecret>>, names: readonly string[]): Record<string, DeclaredSecret> {
  return Object.fromEntries(Object.entries(environmentFrom).map(([name, declared]) => [name, names.includes(name) ? { from: declared.from, version: replacedAtSource } : declared]));
}

function failuresOf(news: Properties): CheckFailure[] {
  const bot = String(news["bot"]);
  return [
    ...failure("state", () => {
      if (process.platform !== "linux") throw new MolthubError("unsupported-platform", `bot ${bot}: the local target runs on Linux; this is ${process.platform}. Run Pulumi on a Linux machine, or in a Linux container on this one.`);
    }),
    ...failure("release", () => {
      requireHostedRelease(news["release"] as GatewayRelease, `bot ${bot}`);
    }),
    ...failure("bot", () => {
      if (!isUnknown(news["environment"])) requireValidEnvironment(Object.keys(news["environment"] as object), bot);
      requireValidEnvironment(Object.keys((news["environmentFrom"] ?? {}) as object), bot);
    }),
    ...failure("plugins", () => {
      pinnedPlugins((news["plugins"] ?? {}) as Record<string, DeclaredPlugin>, news["release"] as GatewayRelease, `bot ${bot}`);
    }),
    ...failure("heapMb", () => {
      if (!isUnknown(news["heapMb"])) requireValidHeap(Number(news["heapMb"]), bot);
    }),
    ...failure("port", () => {
      if (!isUnknown(news["port"])) requireValidPort(Number(news["port"]), bot);
    }),
    ...failure("dataDir", () => {
      if (!isUnknown(news["dataDir"]) && !isAbsolute(String(news["dataDir"]))) throw new MolthubError("invalid-data-dir", `bot ${bot}: dataDir: must be an absolute path`);
    }),
  ];
}

function failure(property: string, test: () => void): CheckFailure[] {
  try {
    test();
    return [];
  } catch (error) {
    return [{ property, reason: messageOf(error) }];
  }
}
