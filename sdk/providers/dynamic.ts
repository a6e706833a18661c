import { messageOf } from "../errors";
import type { CheckFailure, Properties, ResourceHandler } from "./handler";
import { PartialFailure } from "./partialFailure";

/** A handler in the shape that Pulumi's dynamic-provider process calls (`@pulumi/pulumi/cmd/dynamic-provider`, 3.270). */
export interface DynamicHandler {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, outs: Properties): Promise<{ id: string | undefined; props: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, outs: Properties): Promise<void>;
}

/**
 * Wraps a handler for the dynamic-provider process: only the message of an error travels from there, so it is made whole; and that
 * process accepts clean JSON only, so properties that are undefined are left out.
 */
export function asDynamic(handler: ResourceHandler): DynamicHandler {
  return {
    check: (olds, news) => outcome(() => handler.check(olds, news)),
    diff: (id, olds, news) => outcome(() => handler.diff(id, olds, news)),
    create: (inputs) => outcome(() => handler.create(inputs)),
    read: (id, outs) => outcome(() => handler.read(id, outs)),
    update: (id, olds, news) => outcome(() => handler.update(id, olds, news)),
    delete: async (id, outs) => {
      await outcome(() => handler.delete(id, outs));
    },
  };
}

async function outcome<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return clean(await work());
  } catch (error) {
    const plain = new Error(messageOf(error));
    // The process prints the stack of some errors; a user is told the message only.
    plain.stack = plain.message;
    if (error instanceof PartialFailure) Object.assign(plain, { id: error.id, properties: clean(error.properties), reasons: [plain.message] });
    throw plain;
  }
}

function clean<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
