import { MolthubError } from "../../errors";
import type { ConnectorKind } from "../definition";
import { channelPlugin } from "./channelPlugin";

/** A WhatsApp account. It has no credential that could be written down: it is linked on the bot, by `molthub link`. */
export interface WhatsAppAccount {
  /** Its phone number, as +491701234567. */
  readonly number: string;
}

/** @throws MolthubError `invalid-connector` */
export function whatsapp({ number }: WhatsAppAccount, name: string): ConnectorKind {
  if (!/^\+[1-9]\d{6,14}$/.test(number)) throw new MolthubError("invalid-connector", `connector ${name}: whatsapp: number: must be a phone number with its country, as "+491701234567".`);
  return {
    kind: "whatsapp",
    shared: false,
    credentials: [],
    account: number,
    hosts: ["web.whatsapp.com", "g.whatsapp.net", "mmg.whatsapp.net"],
    contributionTo: (release) => ({ config: { channels: { whatsapp: { accounts: { default: { enabled: true } } } } }, ...channelPlugin("whatsapp", release) }),
  };
}
