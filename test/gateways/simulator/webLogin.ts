import { channelsOf } from "./channels";
import type { Call } from "./line";

// Without a network, which is all that was observed, the real ones answer just so (openclaw 2026.9.6, clawdbot 2026.1.24-3). The words
// of a scan and of a second code are those in their programs.

export function loginStart({ process, answer, refuse }: Call): void {
  if (!hasWhatsApp(process)) return refuse({ code: "INVALID_REQUEST", message: "web login provider is not available" });
  if (process.isLinked) return answer({ message: "WhatsApp is already linked (+15550100). Say “relink” if you want a fresh QR." });
  const [code] = process.settings.whatsApp?.qrs ?? [];
  if (code === undefined) return answer({ message: process.line.loginOffline });
  process.shownCode = 0;
  answer({ qrDataUrl: code, message: "Scan this QR in WhatsApp → Linked Devices." });
}

export function loginWait({ process, params, answer, refuse }: Call): void {
  if (!hasWhatsApp(process)) return refuse({ code: "INVALID_REQUEST", message: "web login provider is not available" });
  if (process.shownCode === undefined) return answer({ connected: false, message: "No active WhatsApp login in progress." });
  const { qrs = [], scanned } = process.settings.whatsApp ?? {};
  const next = params["currentQrDataUrl"] === undefined ? undefined : qrs[process.shownCode + 1];
  if (next !== undefined) {
    process.shownCode += 1;
    return answer({ connected: false, message: "QR refreshed. Scan the latest code in WhatsApp → Linked Devices.", qrDataUrl: next });
  }
  if (scanned !== true) return answer({ connected: false, message: "Still waiting for the QR scan. Let me know when you’ve scanned it." });
  process.isLinked = true;
  process.shownCode = undefined;
  answer({ connected: true, message: "✅ Linked! WhatsApp is ready." });
}

function hasWhatsApp({ running, settings }: Call["process"]): boolean {
  return channelsOf(running).includes("whatsapp") && settings.channels["whatsapp"] !== "missing";
}
