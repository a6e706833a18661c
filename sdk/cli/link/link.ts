import { Deadline } from "../../deadline";
import { MolthubError } from "../../errors";
import { GatewayError, type ChannelAccount, type GatewayClient } from "../../gateway";
import { mask } from "../../secrets";
import { stackBot, type StackBot } from "../stackBots";
import { withBot } from "../withBot";
import { terminalQr } from "./terminalQr";

// How long both product lines take a code for good.
const scanWithinMs = 180_000;
const qrWithinMs = 60_000;
const connectedWithinMs = 60_000;
const lookEveryMs = 1_000;

/**
 * `molthub link <bot>`: links the bot to a WhatsApp number. Shows the QR code, waits until it was scanned, and proves by the bot's own
 * account that it is linked and connected.
 *
 * @throws MolthubError `no-whatsapp`, `link-failed`, `deadline`
 */
export async function link(name: string, options: { stack?: string; account?: string }): Promise<boolean> {
  const found = await stackBot(options.stack, name);
  const deadline = Deadline.after(qrWithinMs + scanWithinMs + connectedWithinMs, `WhatsApp of bot ${found.bot}`);
  return withBot(found, ["operator.admin"], deadline, async (client) => {
    const login = new Login(found, client, options.account);
    if (isLinked(await login.account())) {
      console.log(`bot ${found.bot}: WhatsApp is linked already, and connected. To link another number, remove the device on the phone first (WhatsApp, Linked devices).`);
      return true;
    }
    await login.scan();
    await login.prove();
    console.log(`bot ${found.bot}: WhatsApp is linked, and connected.`);
    return true;
  });
}

/** One attempt to link an account of a bot. */
class Login {
  constructor(
    private readonly found: StackBot,
    private readonly client: GatewayClient,
    private readonly accountId: string | undefined,
  ) {}

  /** What the bot says of the account. */
  async account(): Promise<ChannelAccount> {
    const { channelAccounts } = await this.client.call("channels.status", {});
    const accounts = channelAccounts["whatsapp"] ?? [];
    const account = this.accountId === undefined ? accounts[0] : accounts.find(({ accountId }) => accountId === this.accountId);
    if (account !== undefined) return account;
    if (accounts.length === 0) throw this.withoutWhatsApp();
    throw new MolthubError("no-whatsapp", `bot ${this.found.bot}: its WhatsApp has no account ${JSON.stringify(this.accountId)}. It has ${accounts.map(({ accountId }) => JSON.stringify(accountId)).join(", ")}.`);
  }

  /** Shows QR codes until one was scanned. */
  async scan(): Promise<void> {
    const account = this.accountId === undefined ? {} : { accountId: this.accountId };
    const start = await this.started(account);
    if (start.connected === true) return;
    if (start.qrDataUrl === undefined) throw this.failed(start.message);
    let shown = start.qrDataUrl;
    this.show(shown);
    const deadline = Deadline.after(scanWithinMs, `the scan of the QR code of bot ${this.found.bot}`);
    // A Clawdbot takes no such parameter: its code does not change.
    const refreshes = this.found.applied.release.package !== "clawdbot";
    for (;;) {
      const answer = await this.client.call("web.login.wait", { ...account, timeoutMs: Math.ceil(deadline.remainingMs), ...(refreshes && { currentQrDataUrl: shown }) }, Deadline.after(deadline.remainingMs + 10_000, deadline.what));
      if (answer.connected) return;
      if (deadline.expired || answer.message.startsWith("Still waiting")) throw deadline.error();
      if (answer.qrDataUrl === undefined) throw this.failed(answer.message);
      shown = answer.qrDataUrl;
      this.show(shown);
    }
  }

  /** That a code was scanned is what the phone says; that the account is connected, only the bot knows. */
  async prove(): Promise<void> {
    const deadline = Deadline.after(connectedWithinMs, `WhatsApp of bot ${this.found.bot} to connect. It was scanned; "molthub doctor ${this.found.bot}" tells what became of it`);
    while (!isLinked(await this.account())) await deadline.sleep(lookEveryMs);
  }

  private async started(account: { readonly accountId?: string }): Promise<{ qrDataUrl?: string; message: string; connected?: boolean }> {
    try {
      const deadline = Deadline.after(qrWithinMs + 10_000, `a QR code of bot ${this.found.bot}`);
      return await this.client.call("web.login.start", { ...account, timeoutMs: qrWithinMs }, deadline);
    } catch (error) {
      if (error instanceof GatewayError && error.message.includes("web login provider is not available")) throw this.withoutWhatsApp();
      throw error;
    }
  }

  private show(qr: string): void {
    const code = terminalQr(qr);
    // Light on dark whatever the terminal's colours are.
    console.log(process.stdout.isTTY ? code.replace(/^.*$/gm, "\u001b[97;40m$&\u001b[0m") : code);
    console.log(`bot ${this.found.bot}: scan this with the phone: WhatsApp, Settings, Linked devices, Link a device.`);
  }

  private withoutWhatsApp(): MolthubError {
    const { bot, applied } = this.found;
    const plugin = applied.release.package === "clawdbot" ? "" : " and its plugin to `plugins:`";
    return new MolthubError("no-whatsapp", `bot ${bot}: has no WhatsApp. Add \`channels: { whatsapp: {} }\` to a layer of it${plugin}, run "molthub up", then this again.`);
  }

  private failed(message: string): MolthubError {
    return new MolthubError("link-failed", `bot ${this.found.bot}: WhatsApp was not linked. Its gateway says: ${mask(message, this.found.secrets)}. Look whether the bot reaches WhatsApp, and run the same again.`);
  }
}

function isLinked({ linked, connected }: ChannelAccount): boolean {
  return linked === true && connected === true;
}
