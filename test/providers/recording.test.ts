import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { recordFile, type ConfigRecord, type ConfigRecorder } from "../../sdk/audit";
import type { ConfigDocument } from "../../sdk/config";
import { bothLines, openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { ConfigResource, type Program } from "./configResource";

vi.mock("node:os", async (original) => ({ ...(await original<typeof import("node:os")>()), userInfo: vi.fn((await original<typeof import("node:os")>()).userInfo) }));

let bot: SimulatedGateway;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-record-"));
});

afterEach(async () => {
  vi.mocked(userInfo).mockReset();
  await bot.stop();
  rmSync(folder, { recursive: true, force: true });
});

const seed: ConfigDocument = { gateway: { mode: "local", bind: "loopback" } };
const program: Program = { document: { gateway: { mode: "local", bind: "loopback", remote: { token: "SECRET-MARKER" } }, messages: { responsePrefix: "VALUE-MARKER" } }, secretPaths: ["/gateway/remote/token"] };

const linesOf = (path: string): ConfigRecord[] => readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as ConfigRecord);

describe.each(bothLines)("every change of a bot of %s", (_line, release) => {
  it("is two lines in the record, before and after, with paths and digests and no value", async () => {
    bot = await startBot(release, seed);
    const path = join(folder, ".molthub", "record.ndjson");
    const resource = new ConfigResource(bot, recordFile(path));
    await resource.up(program);
    const [first, second, ...others] = linesOf(path);
    const common = { change: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, bot: "alice", address: bot.endpoint.address, actor: expect.stringMatching(/./) as string, paths: ["gateway.remote.token", "messages.responsePrefix"], to: resource.outs?.["digest"] };
    expect(first).toEqual({ ...common, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string, event: "intent" });
    expect(second).toEqual({ ...common, time: expect.any(String) as string, change: first?.change, event: "result", outcome: "live", restarted: expect.any(Boolean) as boolean });
    expect(others).toEqual([]);
    expect(readFileSync(path, "utf8")).not.toMatch(/MARKER|simulated-token|PRIVATE KEY/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("says from which document to which, and nothing where nothing was to be written", async () => {
    bot = await startBot(release, seed);
    const resource = new ConfigResource(bot);
    await resource.up(program);
    const from = resource.outs?.["digest"];
    await resource.up({ ...program, document: { ...program.document, tools: { deny: [] } } });
    expect(resource.records.slice(2)).toMatchObject([{ event: "intent", from, to: resource.outs?.["digest"], paths: ["tools.deny"] }, { event: "result", from }]);
    resource.outs = { ...resource.outs, observed: "incomplete" };
    await resource.up({ ...program, document: { ...program.document, tools: { deny: [] } } });
    expect(resource.records).toHaveLength(4);
  });

  it("is told as refused where the gateway did not take it, with the code of the failure", async () => {
    bot = await startBot(release, seed, { faults: [{ at: { write: 1 }, do: "refuse" }] });
    const resource = new ConfigResource(bot);
    await expect(resource.up(program)).rejects.toMatchObject({ code: "config-refused" });
    expect(resource.records).toMatchObject([{ event: "intent" }, { event: "result", outcome: "refused", failure: "config-refused" }]);
  });

  it("is not made when it cannot be recorded: nothing is written to the bot", async () => {
    bot = await startBot(release, seed);
    mkdirSync(join(folder, "record.ndjson"));
    const resource = new ConfigResource(bot, recordFile(join(folder, "record.ndjson")));
    const failure = resource.up(program);
    await expect(failure).rejects.toMatchObject({ code: "not-recorded", message: expect.stringContaining(`bot alice: the change cannot be recorded in ${join(folder, "record.ndjson")} (`) as string });
    await expect(failure).rejects.toThrow("so nothing is written");
    expect(bot.writes).toEqual([]);
    expect(resource.outs).toBeUndefined();
  });

  it("stands when only what came of it cannot be recorded: it is said, and the state knows it", async () => {
    bot = await startBot(release, seed);
    const full: ConfigRecorder = {
      add({ event }) {
        if (event === "result") throw new Error("ENOSPC: no space left on device");
      },
    };
    const resource = new ConfigResource(bot, full);
    expect(await resource.up(program)).toBe("created");
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "VALUE-MARKER" } });
    expect(resource.lines).toEqual(["bot alice: its change is live, which could not be recorded: ENOSPC: no space left on device"]);
  });
});

describe("the record", () => {
  it("names a user by number where the machine has no name for it, as in many containers", async () => {
    vi.mocked(userInfo).mockImplementation(() => {
      throw new Error("ENOENT: no such file or directory, uv_os_get_passwd");
    });
    bot = await startBot(openclaw, seed);
    const resource = new ConfigResource(bot);
    await resource.up(program);
    expect(resource.records.map(({ actor }) => actor)).toEqual([`uid ${String(process.getuid?.())}`, `uid ${String(process.getuid?.())}`]);
  });
});
