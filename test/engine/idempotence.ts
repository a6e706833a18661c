import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { freePort } from "../../scripts/freePort.mts";
import { Deadline } from "../../sdk/deadline";
import { clawdbot } from "../apply/simulatedBot";
import { minimalClawdbotConfig, startRealGateway, type RealGateway } from "../gateways/realGateway";
import { connectTo } from "./liveBot";
import { EngineProject } from "./project";

const secrets = { provider: "sk-planted-14142135623730950488", telegram: "123456:planted-17320508075688772935" };

// Both have what gateways write down by themselves: defaults of channels, models and agents, who does what of several agents.
const alice = `{
  gateway: { version: "2026.9.6" }, port: PORT, env: { ANTHROPIC_API_KEY: pulumi.secret("sk-ant-planted-22360679774997896964") },
  template: {
    agents: { ownership: "explicit", entries: { main: { name: "Main" }, scout: { name: "Scout" } }, defaults: { skipBootstrap: true, heartbeat: { every: "0m" }, model: { primary: "anthropic/claude-sonnet-4-6" } } },
    update: { checkOnStart: false }, cron: { enabled: false }, browser: { enabled: false }, tools: { profile: "minimal", deny: ["group:web"] },
    channels: { telegram: { enabled: false, botToken: pulumi.secret("${secrets.telegram}") } },
    models: { catalogRefresh: { enabled: false }, providers: { acme: { baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", apiKey: pulumi.secret("${secrets.provider}"), models: [{ id: "acme-1", name: "Acme" }] } } },
  },
}`;
const bob = `{
  gateway: { package: "clawdbot", version: "2026.1.24-3" }, target: { external: { address: "ADDRESS", token: pulumi.secret("TOKEN"), env: ["TG_TOKEN", "ACME_KEY"] } },
  template: [BASE, {
    channels: { telegram: { botToken: "\${TG_TOKEN}", accounts: { second: { botToken: "\${TG_TOKEN}" } } } },
    session: { mainKey: "mine" }, agents: { defaults: { models: { "anthropic/claude-opus-4-5": {}, "acme/acme-1": { alias: "acme" } } } },
    models: { providers: { acme: { baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", apiKey: "\${ACME_KEY}", models: [{ id: "acme-1", name: "Acme" }, { id: "small", name: "Small", contextWindow: 4000 }] } } },
  }],
}`;

/** One stack with a real OpenClaw that Molthub hosts and a real Clawdbot that something else runs, of which the program does not change. */
export class UnchangedStack {
  private constructor(
    readonly project: EngineProject,
    private readonly clawdbot: RealGateway,
  ) {}

  /** Makes it. Both bots have restarted since they were written. */
  static async start(): Promise<UnchangedStack> {
    const project = EngineProject.create();
    // Channels are plugins.
    const config = { ...minimalClawdbotConfig, plugins: { entries: { telegram: { enabled: true } } } };
    const gateway = await startRealGateway({ release: clawdbot, config, env: { TG_TOKEN: secrets.telegram, ACME_KEY: secrets.provider } });
    const stack = new UnchangedStack(project, gateway);
    try {
      const port = await freePort();
      const external = bob.replace("ADDRESS", gateway.endpoint.address).replace("TOKEN", gateway.token).replace("BASE", JSON.stringify(config));
      project.program(`new molthub.MoltbotInstance("alice", ${alice.replace("PORT", String(port))}); new molthub.MoltbotInstance("bob", ${external});`);
      const { code, output } = await project.up();
      expect(code, output).toBe(0);
      await stack.restart();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Restarts both: the one inside its process, the other one as a new process. */
  async restart(): Promise<void> {
    await this.clawdbot.kill();
    await this.clawdbot.restart();
    const client = await connectTo(this.project, "alice");
    try {
      await client.call("gateway.restart.request", { reason: "test" });
      await (await client.reconnect(Deadline.after(120_000, "alice to restart"))).close();
    } finally {
      await client.close();
    }
  }

  /** `pulumi up` with refresh, so many times: nothing is written, nothing differs. */
  async expectUnchanged(cycles: number): Promise<void> {
    const before = this.files();
    const writes = this.project.writesOf("alice");
    for (let cycle = 1; cycle <= cycles; cycle++) {
      const { code, output } = await this.project.up();
      expect(code, `cycle ${String(cycle)}: ${output}`).toBe(0);
      expect(output, `cycle ${String(cycle)}`).toMatch(/Resources:\s+\d+ unchanged\s/);
      expect(output, `cycle ${String(cycle)}`).not.toMatch(/\d+ (created|updated|replaced|deleted)|cannot be seen/);
      expect(this.files(), `cycle ${String(cycle)}`).toEqual(before);
    }
    expect(this.project.writesOf("alice")).toBe(writes);
    // What it refers to is not in the file, after all restarts.
    expect(before[1]).toContain("${TG_TOKEN}");
    for (const secret of Object.values(secrets)) expect(before[1]).not.toContain(secret);
  }

  async stop(failedTest?: string): Promise<void> {
    if (failedTest !== undefined) this.project.keepLogs(failedTest);
    await this.clawdbot.stop(failedTest);
    await this.project.remove();
  }

  private files(): string[] {
    return [this.project.bot("alice").config, this.clawdbot.configPath].map((path) => readFileSync(path, "utf8"));
  }
}
