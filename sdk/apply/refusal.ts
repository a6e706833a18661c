import { MolthubError } from "../errors";
import { issueTexts, type GatewayError } from "../gateway";

/** What it means that a Gateway did not take a write, and what to do: nothing was changed. */
export function refusal(bot: string, error: GatewayError): MolthubError {
  const [code, words] = wordsFor(error);
  return new MolthubError(code, `bot ${bot}: ${words.replace(/\.+$/, ".")} Its config is as before.`);
}

function wordsFor(error: GatewayError): [code: string, words: string] {
  switch (error.code) {
    case "read-only":
      return ["read-only", "its gateway takes no writes of its config: it was started so (OPENCLAW_CONFIG_READONLY). Whoever runs it must change that, or manage its config."];
    case "stale-hash":
      return ["busy", `somebody else changes its config again and again (${error.message}). Find out who, then run "pulumi up --refresh".`];
    case "write-rejected":
      return ["write-rejected", `the gateway's own guard refuses the write: ${error.message}. It left what was sent beside its config file, as *.rejected.*. Look there what it minds, and change the document.`];
    case "rate-limited":
      return ["rate-limited", `${error.message}. Wait, then run "pulumi up" again.`];
    default: {
      const issues = issueTexts(error.issues).join("; ");
      return ["config-refused", issues === "" ? `the gateway did not take the change: ${error.message}.` : `the gateway refuses the document: ${issues}.`];
    }
  }
}
