import { availableParallelism } from "node:os";
import { isAbsolute } from "node:path";
import pLimit from "p-limit";
import { z } from "zod";
import { seedText } from "../apply";
import { isUnknown, requireHostedRelease, requireValidEnvironment, requireValidHeap, requireValidPort, type GatewayRelease } from "../config";
import { messageOf, MolthubError } from "../errors";
import { loopbackEndpoint } from "../gateway";
import { botFiles, ensureRunning, inspectGateway, machineId, owns, release, requireThisMachine, stopGateway, type LocalGatewaySpec } from "../hosts/local";
import { changedProperties, withoutProperties } from "./equal";
import type { CheckFailure, Properties, ResourceHandler } from "./handler";
import { hostImpactOf, type HostImpact } from "./hostImpact";
import { localGatewayInputs } from "./inputs";
import type { Lifeline } from "./lifeline";

const schemaVersion = 1;

const inputNames = ["project", "stack", "resource", "bot", "dataDir", "release", "port", "token", "environment", "heapMb", "state"] as const;

const knownOutputs = localGatewayInputs.extend({ machine: z.string() });

/**
 * LocalGateway: a Gateway process on this machine, with its folder. Deleting it stops the process and keeps the data.
 *
 * @param log told what is being done
 */
export function localGateway(lifeline: Lifeline, log: (line: string) => void): ResourceHandler {
  // A starting gateway keeps a core busy: many at once would all miss their deadline.
  const limit = pLimit(availableParallelism());
  const start = async (inputs: Properties, formerly?: string): Promise<Properties> => {
    const spec = specOf(inputs);
    const { dataId } = await limit(() => {
      lifeline.requireEngine();
      return ensureRunning(spec, seedText(), log, formerly);
    });
    return { ...withoutProperties(inputs, ["impact"]), schemaVersion, endpoint: loopbackEndpoint(spec.port), machine: machineId(), dataId };
  };
  return {
    check: (olds, news) => ({ inputs: { ...news, impact: hostImpactOf(olds, news) }, failures: failuresOf(news) }),
    diff: (_id, olds, news) => ({ changes: changedProperties(olds, news, inputNames).length > 0 }),
    create: async (inputs) => ({ id: specOf(inputs).dataDir, outs: await start(inputs) }),
    read: async (id, outs) => {
      const known = knownOutputs.parse(outs);
      requireThisMachine(known.machine, known.dataDir, known.bot);
      const { running, dataId } = inspectGateway(known.dataDir);
      // What is gone is said as "stopped": an ordinary difference, which the next update heals.
      const state = running && dataId !== undefined ? "running" : "stopped";
      const inputs = Object.fromEntries(inputNames.map((name) => [name, outs[name]]));
      return { id, props: { ...outs, state, dataId: dataId ?? "none" }, inputs: { ...inputs, state, impact: { class: "unchanged" } satisfies HostImpact } };
    },
    update: async (_id, olds, news) => {
      const before = knownOutputs.parse(olds);
      const { dataDir } = specOf(news);
      requireThisMachine(before.machine, before.dataDir, before.bot);
      if (before.dataDir !== dataDir) {
        throw new MolthubError("data-dir-changed", `bot ${before.bot}: its data is in ${before.dataDir}, not in ${dataDir}. Run this from the project it was started from, or stop the bot, move the folder and set \`dataDir:\`.`);
      }
      return { outs: await start(news, before.resource) };
    },
    delete: async (_id, outs) => {
      const known = knownOutputs.parse(outs);
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

function specOf(inputs: Properties): LocalGatewaySpec {
  return localGatewayInputs.parse(inputs);
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
