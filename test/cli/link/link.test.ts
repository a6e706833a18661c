import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../../scripts/setup/dist.mjs";
import { terminalQr } from "../../../sdk/cli/link/terminalQr";
import { startSimulator, type SimulatedGateway, type SimulatorOptions } from "../../gateways/simulator";
import { molthubOn, type Molthub, type Run } from "../molthub";
import { stackWith } from "../stackState";
import { modules, qrImage } from "./qrImage";

beforeAll(() => ensureBuilt(join(__dirname, "../../.."), process.execPath, () => undefined), 120_000);

let molthub: Molthub;
let gateway: SimulatedGateway;

afterEach(async () => {
  molthub.remove();
  await gateway.stop();
});

const openclaw = { package: "openclaw", version: "2026.9.6" };
const clawdbot = { package: "clawdbot", version: "2026.1.24-3" };
const first = qrImage();
const second = qrImage(modules.map((row) => [...row].map((dark, column) => (column === 12 ? !dark : dark))));

/** Runs `molthub link alice` on a bot with a WhatsApp. */
async function link(options: Partial<SimulatorOptions>, ...args: string[]): Promise<Run> {
  const release = options.release ?? openclaw;
  gateway = await startSimulator({ release, document: { gateway: { mode: "local" }, channels: { whatsapp: {} } }, token: "gateway-token-1", ...options });
  molthub = molthubOn(stackWith({ alice: gateway.endpoint }, { alice: { inputs: { release }, outputs: { release }, host: "none" } }));
  return molthub.run("link", "alice", ...args);
}

describe.each([openclaw, clawdbot])("molthub link, $package", (release) => {
  it("shows the code, waits until it was scanned, and says that the bot is connected", async () => {
    const { code, stdout, stderr } = await link({ release, whatsApp: { qrs: [first], scanned: true } });
    expect(stdout).toBe(`${terminalQr(first)}\nbot alice: scan this with the phone: WhatsApp, Settings, Linked devices, Link a device.\nbot alice: WhatsApp is linked, and connected.\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }, 20_000);

  it("says that nobody scanned it", async () => {
    const { code, stderr } = await link({ release, whatsApp: { qrs: [first] } });
    expect(stderr).toBe("error: gave up waiting for the scan of the QR code of bot alice after 180 s\n");
    expect(code).toBe(1);
  }, 20_000);

  it("says it in the gateway's words when no code can be had", async () => {
    const { code, stdout, stderr } = await link({ release });
    const words = release === openclaw ? "WhatsApp login failed: WebSocket Error (getaddrinfo ENOTFOUND web.whatsapp.com)" : "Failed to get QR: Error: Timed out waiting for WhatsApp QR";
    expect(stderr).toBe(`error: bot alice: WhatsApp was not linked. Its gateway says: ${words}. Look whether the bot reaches WhatsApp, and run the same again.\n`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  }, 20_000);

  it("leaves a bot alone that is linked", async () => {
    const { code, stdout } = await link({ release, whatsApp: { linked: true } });
    expect(stdout).toBe("bot alice: WhatsApp is linked already, and connected. To link another number, remove the device on the phone first (WhatsApp, Linked devices).\n");
    expect(code).toBe(0);
  }, 20_000);
});

describe("molthub link", () => {
  it("shows each new code", async () => {
    const { code, stdout } = await link({ whatsApp: { qrs: [first, second], scanned: true } });
    expect(code).toBe(0);
    expect(stdout.indexOf(terminalQr(second))).toBeGreaterThan(stdout.indexOf(terminalQr(first)));
  }, 20_000);

  it.each<[string, Partial<SimulatorOptions>, string]>([
    ["that it has no such channel", { document: { gateway: { mode: "local" } } }, "Add `channels: { whatsapp: {} }` to a layer of it and its plugin to `plugins:`"],
    ["that the plugin is missing", { channels: { whatsapp: "missing" } }, "Add `channels: { whatsapp: {} }` to a layer of it and its plugin to `plugins:`"],
    ["that a Clawdbot has no such channel", { release: clawdbot, document: { gateway: { mode: "local" } } }, "Add `channels: { whatsapp: {} }` to a layer of it"],
  ])("says of a bot without WhatsApp %s, and what to do", async (_what, options, remedy) => {
    const { code, stderr } = await link(options);
    expect(stderr).toBe(`error: bot alice: has no WhatsApp. ${remedy}, run "molthub up", then this again.\n`);
    expect(code).toBe(1);
  }, 20_000);

  it("says which accounts there are", async () => {
    const { code, stderr } = await link({}, "--account", "work");
    expect(stderr).toBe('error: bot alice: its WhatsApp has no account "work". It has "default".\n');
    expect(code).toBe(1);
  }, 20_000);
});
