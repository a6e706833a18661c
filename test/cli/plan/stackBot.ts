import type { ConfigDocument } from "../../../sdk/config";
import type { StackBot } from "../../../sdk/cli/stackBots";

/** A secret as Pulumi's events tell it. */
export const envelope: ConfigDocument = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };

/** A bot as the stack's state knows it: one secret was written to it. */
export function stackBot(bot: string): StackBot {
  return {
    urn: `urn:${bot}-config`,
    bot,
    dataId: `data of ${bot}`,
    observed: "complete",
    attachedSince: {},
    storedSecrets: {},
    applied: { document: {}, isReached: true, secrets: [], release: { package: "openclaw", version: "2026.9.6" }, digest: "", secretPaths: [], unmanaged: [], sealed: { "/channels/slack/botToken": "old-token" }, key: "device-key" },
    secrets: [],
    connect: () => Promise.reject(new Error("not in this test")),
  };
}
