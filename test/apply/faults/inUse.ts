import { z } from "zod";
import { readLive, type Connect } from "../../../sdk/apply";
import { diffDocuments, revealAs, storedAs, type ConfigDocument } from "../../../sdk/config";
import type { Deadline } from "../../../sdk/deadline";
import { Connection } from "../../../sdk/gateway/connection";
import { shakeHands } from "../../../sdk/gateway/handshake";
import { openSocket } from "../../../sdk/gateway/transport";
import type { RealGateway } from "../../gateways/realGateway";
import { keepsTimetable } from "./realDocuments";

/** Stands for what a process runs whose file says something else. */
export const otherThanFile: ConfigDocument = { "not in use": "what stands in its file" };

const timetable = z.object({ enabled: z.boolean() });

/**
 * The document that a real gateway runs: that of its file, where the process has taken that into use and shows the same over the network.
 *
 * @throws when it does not answer
 */
export async function documentInUse(gateway: RealGateway, connect: Connect, file: ConfigDocument | undefined, deadline: Deadline): Promise<ConfigDocument> {
  const client = await connect(deadline);
  try {
    const { document, applied } = await readLive(client, gateway.release, deadline);
    const isKept = await keepsItsTimetable(gateway, deadline);
    if (file === undefined || document === undefined || !applied || isKept !== keepsTimetable(file)) return otherThanFile;
    // Hidden secrets are what the file has.
    const shown = revealAs(document, storedAs(file, gateway.release));
    return diffDocuments(shown, storedAs(file, gateway.release)).length === 0 ? file : shown;
  } finally {
    await client.close();
  }
}

/** What the process does, whatever stands in its file (`cron.status`, openclaw 2026.9.6 and clawdbot 2026.1.24-3). */
async function keepsItsTimetable({ endpoint, token }: RealGateway, deadline: Deadline): Promise<boolean> {
  const connection = new Connection(await openSocket(endpoint, deadline));
  try {
    await shakeHands(connection, { token, scopes: ["operator.admin"] }, deadline);
    return timetable.parse(await connection.request("cron.status", {}, deadline)).enabled;
  } finally {
    await connection.close();
  }
}
