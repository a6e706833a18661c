import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { applyConfig } from "../../sdk/apply";
import { unstamped, withoutUnmanaged, type ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { connectGateway } from "../../sdk/gateway";
import { askBot } from "../../sdk/health";
import { runningGateway } from "../../sdk/hosts/local";
import { freePort } from "../../scripts/freePort.mts";
import { changeTo, unobserved } from "../apply/changeTo";
import { startFakeModel, type FakeModel } from "../gateways/fakeModel";
import { lookAtBot } from "./liveBot";
import { EngineProject } from "./project";

// A bot with the default heap limit under use: 256 MiB died after four turns and four writes (openclaw 2026.9.6).

const turns = 6;
const writes = 8;

const project = EngineProject.create();
let model: FakeModel;
let port: number;

beforeAll(async () => {
  model = await startFakeModel("I am here.");
  port = await freePort();
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") project.keepLogs(task.name);
});

afterAll(async () => {
  await project.remove();
  await model.stop();
});

it(`survives ${String(turns)} model turns and ${String(writes)} config writes in one process`, async () => {
  project.program(`
    const bot = new molthub.MoltbotInstance("hilda", {
      gateway: { version: "2026.9.6" }, port: ${String(port)},
      template: {
        agents: { defaults: { skipBootstrap: true, heartbeat: { every: "0m" }, model: { primary: "fake/fake-1" } } },
        update: { checkOnStart: false }, cron: { enabled: false }, browser: { enabled: false },
        models: { catalogRefresh: { enabled: false }, providers: { fake: ${JSON.stringify(model.provider)} } },
      },
    });
    exports.token = bot.token;`);
  const { code, output } = await project.up();
  expect(code, output).toBe(0);
  const pid = runningGateway(project.bot("hilda"));
  const before = await lookAtBot(project, "hilda");
  const token = (await project.pulumi("stack", "output", "token", "--show-secrets")).output.trim();
  const endpoint = { transport: "direct" as const, address: `ws://127.0.0.1:${String(port)}` };
  const connect = (deadline: Deadline): ReturnType<typeof connectGateway> => connectGateway({ endpoint, token, scopes: ["operator.admin"], deadline });

  // Its key is the bot's own here: nobody shows it.
  const unmanaged = ["models.providers.fake.apiKey"];
  const document = withoutUnmanaged(unstamped(before.config.parsed as ConfigDocument), unmanaged);
  for (let at = 1; at <= writes; at++) {
    const wanted = { ...document, messages: { ackReactionScope: at % 2 === 0 ? "all" : "off" } };
    const proof = await applyConfig(connect, changeTo(wanted, { bot: "hilda", unmanaged }), unobserved, Deadline.after(120_000, "a write"));
    expect(proof.changedPaths).toEqual(["messages.ackReactionScope"]);
    if (at > turns) continue;
    const client = await connect(Deadline.after(60_000, "the bot"));
    try {
      expect((await askBot(client, "hilda", `Turn ${String(at)}`, Deadline.after(120_000, "an answer"))).text).toBe("I am here.");
    } finally {
      await client.close();
    }
  }
  expect(runningGateway(project.bot("hilda"))).toBe(pid);
  expect((await lookAtBot(project, "hilda")).bootId).toBe(before.bootId);
});
