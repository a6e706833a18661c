import { z } from "zod";
import { messageOf } from "../../errors";
import { packageSpeaking, type GatewayClient } from "../../gateway";
import type { Patient } from "../patient";
import type { Check } from "./check";

// What clawdbot 2026.1.24-3 calls itself in its hello.
const nameless = "dev";

const stamp = z.object({ meta: z.object({ lastTouchedVersion: z.string() }) });

/** The Gateway is the release that the program declares. */
export const version: Check = {
  name: "version",
  judge: async (patient) => {
    const { release } = patient.applied;
    const client = await patient.client();
    const running = `${packageSpeaking(client.hello.protocol) ?? "a gateway"} ${await runningVersion(client, patient)}`;
    const declared = `${release.package} ${release.version}`;
    if (running === declared) return { verdict: "ok", what: `it is ${running}` };
    return { verdict: "failed", what: `it is ${running}, and declared as ${declared}`, remedy: 'Say in `gateway:` of the program what runs, or run "pulumi up --refresh" if Molthub hosts it.' };
  },
};

async function runningVersion(client: GatewayClient, { config, deadline }: Patient): Promise<string> {
  if (client.hello.version !== nameless) return client.hello.version;
  try {
    return (await client.call("config.schema", {}, deadline)).version;
  } catch (error) {
    // Who wrote the config last is who runs, unless the release was changed since.
    const { data } = stamp.safeParse((await config()).read.parsed);
    if (data === undefined) throw new Error(`the gateway does not say its version (${messageOf(error)})`, { cause: error });
    return data.meta.lastTouchedVersion;
  }
}
