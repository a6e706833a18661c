import { isPlainObject, type ConfigDocument } from "../../../sdk/config";
import type { GatewayProcess } from "./gatewayProcess";

/**
 * Answer of `channels.status`: one account for each channel of the document that runs.
 *
 * @param accepts what the vendors say of a channel; absent: they are not asked
 */
export function channelsStatus(process: GatewayProcess, withoutSecret: ReadonlySet<string>, accepts?: (channel: string) => boolean): Readonly<Record<string, unknown>> {
  const ids = channelsOf(process.running).filter((id) => process.settings.channels[id] !== "missing");
  const account = (id: string): Readonly<Record<string, unknown>> => {
    const enabled = settingsOf(process.running, id)["enabled"] !== false;
    const configured = !withoutSecret.has(id);
    const running = enabled && configured;
    const connected = running && !process.channelsAreDead && process.settings.channels[id] !== "failing";
    if (id === "whatsapp") return { accountId: "default", enabled, configured, ...linkState(process) };
    return { accountId: "default", enabled, configured, running, ...process.line.accountState(running, connected), ...(accepts && { probe: { ok: accepts(id) } }) };
  };
  return { ts: Date.now(), channelOrder: ids, channelAccounts: Object.fromEntries(ids.map((id) => [id, [account(id)]])) };
}

/** A WhatsApp that is not linked does not run. */
function linkState({ isLinked, line }: GatewayProcess): Readonly<Record<string, unknown>> {
  return isLinked ? { linked: true, running: true, ...line.accountState(true, true), connected: true } : { linked: false, running: false, ...line.unlinked };
}

export function channelsOf(document: ConfigDocument): string[] {
  const channels = document["channels"];
  return isPlainObject(channels) ? Object.keys(channels).filter((id) => id !== "defaults" && id !== "modelByChannel") : [];
}

function settingsOf(document: ConfigDocument, id: string): Readonly<Record<string, unknown>> {
  const channels = document["channels"];
  const settings = isPlainObject(channels) ? channels[id] : undefined;
  return isPlainObject(settings) ? settings : {};
}
