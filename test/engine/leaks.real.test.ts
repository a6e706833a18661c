import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PlantedSecrets, type Place } from "../../sdk/secrets";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { EngineProject } from "./project";

// Secrets of every kind, in every position, on the real engine, with everything that a user may run, also when it fails: none is to be seen.

const planted = new PlantedSecrets();
const values = {
  gatewayToken: planted.plant("token of the gateway"),
  connectorValue: planted.plant("value in a connector", "xoxb-"),
  connectorFile: planted.plant("file in a connector", "xapp-"),
  refused: planted.plant("value that its vendor refuses", "xoxb-"),
  exec: planted.plant("what a program prints"),
  lifted: planted.plant("Output at a nested sensitive path"),
  plain: planted.plant("secret Output where no secret is kept"),
  unknownKey: planted.plant("secret Output under a key that nobody knows"),
  inArray: planted.plant("token in an array", "sk-"),
  byKey: planted.plant("text under a telling key"),
};
const project = EngineProject.create();
const told: Place[] = [];
let bots: SimulatedGateway[];

/** @param botToken of Slack */
function program(botToken: string, more = ""): void {
  writeFileSync(join(project.dir, "secrets/values.json"), JSON.stringify({ ...values, botToken }));
  const bot = (at: number): string => `target: { external: { address: "${bots[at]?.endpoint.address ?? ""}", token: pulumi.secret(values.gatewayToken) } }`;
  project.program(
    `const { secret } = molthub;
const values = JSON.parse(require("fs").readFileSync("secrets/values.json", "utf8"));
const slack = new molthub.Connector("support", { slack: { botToken: pulumi.secret(values.botToken), appToken: secret.file("secrets/app") } });
new molthub.MoltbotFleet("fleet", {
  gateway: { version: "2026.9.6" },
  template: { gateway: { mode: "local" }, models: { providers: { second: { baseUrl: "http://127.0.0.1:9/v1", apiKey: secret.exec("cat", ["secrets/exec"]), models: [] } } } },
  bots: {
    alice: { ${bot(0)}, connectors: [slack], overlay: {
      models: { providers: { own: { baseUrl: "http://127.0.0.1:9/v1", apiKey: pulumi.output(values.lifted), models: [] } } },
      messages: { responsePrefix: pulumi.secret(values.plain) },
      plugins: { entries: { own: { config: { deep: { er: pulumi.secret(values.unknownKey), password: values.byKey } } } } },
      mcp: { servers: { own: { command: "own", args: ["--key", values.inArray] } } } ${more}
    } },
    bob: { ${bot(1)} },
  },
});`,
  );
}

async function pulumi(...args: string[]): Promise<number> {
  const { code, output } = await project.pulumi(...args);
  told.push({ name: `pulumi ${args.join(" ")}`, text: output });
  return code;
}

function molthub(...args: string[]): Promise<void> {
  return new Promise((done) => {
    execFile(process.execPath, [join(__dirname, "../../dist/sdk/cli/main.js"), ...args, "--stack", project.stack], { cwd: project.dir, env: project.env }, (_error, stdout, stderr) => {
      told.push({ name: `molthub ${args.join(" ")}`, text: `${stdout}\n${stderr}` });
      done();
    });
  });
}

const up = (): Promise<number> => pulumi("up", "--yes", "--skip-preview");

beforeAll(async () => {
  bots = await Promise.all([startBot(openclaw, { gateway: { mode: "local" } }, { token: values.gatewayToken, refusedSecrets: [values.refused] }), startBot(openclaw, { gateway: { mode: "local" } }, { token: values.gatewayToken })]);
  mkdirSync(join(project.dir, "secrets"));
  writeFileSync(join(project.dir, "secrets/app"), values.connectorFile);
  writeFileSync(join(project.dir, "secrets/exec"), values.exec);
  program(values.connectorValue);
});

afterAll(async () => {
  await Promise.all(bots.map((gateway) => gateway.stop()));
  await project.remove();
});

it("the bots get them all", async () => {
  expect(await pulumi("preview", "--diff"), told.at(-1)?.text).toBe(0);
  expect(await up(), told.at(-1)?.text).toBe(0);
  const [alice] = bots;
  const has = JSON.stringify([alice?.running(), [...(alice?.store.values() ?? [])]]);
  for (const name of ["connectorValue", "connectorFile", "exec", "lifted", "plain", "unknownKey", "inArray", "byKey"] as const) expect(has.includes(values[name]), name).toBe(true);
});

it("changes, failures and refusals are told", async () => {
  program(values.refused);
  expect(await pulumi("preview", "--diff")).toBe(0);
  expect(await up()).not.toBe(0);
  program(values.connectorValue, `, agents: { defaults: { nonsense: values.inArray } }`);
  expect(await up()).not.toBe(0);
  program(values.connectorValue);
  bots[0]?.edit({ ...bots[0].document(), messages: { responsePrefix: values.byKey } });
  expect(await pulumi("preview", "--diff", "--refresh")).toBe(0);
  expect(await pulumi("preview", "--json")).toBe(0);
  for (const pack of ["baseline", "production"]) await pulumi("preview", "--policy-pack", `node_modules/@molthub/pulumi/dist/policies/${pack}`);
  for (const args of [["status"], ["drift"], ["doctor"], ["connectors"], ["plan"], ["config", "render", "alice"], ["config", "explain", "alice"]]) await molthub(...args);
  expect(await pulumi("stack", "export")).toBe(0);
});

it("none is to be seen in what was told, in the state, or in the records", () => {
  const places: Place[] = [...told, { name: "state", text: project.stateOnDisk() }, { name: "records", text: readFileSync(join(project.dir, ".molthub/record.ndjson"), "utf8") }, { name: "writes to bob", text: JSON.stringify([bots[1]?.persisted, bots[1]?.writes]) }];
  expect(told.length).toBeGreaterThanOrEqual(16);
  expect(planted.leaksIn(places)).toEqual([]);
});
