import { createDevice } from "../gateway";
import type { ResourceHandler } from "./handler";

/** The state that this version writes; a later version reads all earlier ones. */
const schemaVersion = 1;

/** OperatorDevice: the Ed25519 key by which Molthub is known to the bots of a fleet. Made once, never changed. */
export const operatorDevice: ResourceHandler = {
  check: (_olds, news) => ({ inputs: news, failures: [] }),
  diff: () => ({ changes: false }),
  create: async (inputs) => {
    const device = createDevice();
    return { id: device.deviceId, outs: { ...inputs, schemaVersion, ...device } };
  },
  read: async (id, outs) => ({ id, props: outs }),
  update: async (_id, olds, news) => ({ outs: { ...olds, ...news } }),
  delete: async () => undefined,
};
