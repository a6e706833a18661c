import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diffDocuments, formatPath, unstamped, type ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { connectGateway } from "../../sdk/gateway";
import { EngineProject, type PulumiRun } from "../engine/project";
import { startRealGateway, type RealGateway } from "../gateways/realGateway";
import { clawdbot, handMade, openclaw, people, secretMark } from "../import/handMade";

const releases = [openclaw, openclaw, clawdbot, clawdbot, clawdbot];
const modelsKey = "ENV-MARKER-OF-A-KEY";
const root = mkdtempSync(join(tmpdir(), "molthub-hand-made-"));
const project = EngineProject.create();
const program = join(project.dir, "moltbots");

let bots: RealGateway[] = [];

/** What tells that a bot was written to or started anew. */
interface Trace {
  readonly file: string;
  readonly writtenAt: number;
  /** Clawdbot has none: it restarts when it is written to, and in no other case. */
  readonly bootId: string | undefined;
}

async function traceOf({ endpoint, token, configPath }: RealGateway): Promise<Trace> {
  const client = await connectGateway({ endpoint, token, scopes: ["operator.read"], patience: "startup", deadline: Deadline.after(60_000, "the bot") });
  await client.close();
  return { file: readFileSync(configPath, "utf8"), writtenAt: statSync(configPath).mtimeMs, bootId: client.hello.bootId };
}

/** Runs a command line as somebody types it, with the bots' tokens in the environment. */
function shell(command: string, cwd = program): Promise<PulumiRun> {
  const tokens = Object.fromEntries(bots.map(({ token }, at) => [`MOLTHUB_TOKEN_${(people[at] ?? "").toUpperCase()}`, token]));
  return new Promise((done) => {
    execFile("/bin/sh", ["-c", command], { cwd, env: { ...project.env, ...tokens }, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : 1, output: `${stdout}\n${stderr}` });
    }).stdin?.end();
  });
}

function expectNoSecret(text: string): void {
  expect([secretMark, modelsKey, ...bots.map(({ token }) => token)].filter((secret) => text.includes(secret))).toEqual([]);
}

/** All that stands in the files of the program and of the backend. */
function written(): string {
  const folders = [program, join(project.dir, ".pulumi")].filter((folder) => existsSync(folder));
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()));
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8")).join("\n");
}

describe("five bots that were made by hand", () => {
  let before: Trace[];
  let next: string[];

  beforeAll(async () => {
    // One after another: each keeps a core busy while it starts.
    for (const [at, release] of releases.entries()) {
      mkdirSync(join(root, people[at] ?? ""));
      const document = handMade(release, at, root);
      // Port and token come by the environment.
      const gateway = { mode: "local", bind: "loopback", auth: { mode: "token" }, controlUi: { enabled: false } };
      bots.push(await startRealGateway({ release, config: { ...document, gateway }, env: { HOUSE_MODELS_KEY: modelsKey } }));
    }
    before = await Promise.all(bots.map(traceOf));
  });

  afterAll(async () => {
    await Promise.all(bots.map((bot) => bot.stop()));
    bots = [];
    await project.remove();
    rmSync(root, { recursive: true, force: true });
  });

  it("become a program, of no more than a quarter of the bytes of their config files, and without their secrets", async () => {
    const command = [process.execPath, join(__dirname, "../../dist/sdk/cli/main.js"), "import", ...bots.map(({ endpoint }, at) => `${people[at] ?? ""}=${endpoint.address}`), "--json"];
    const { code, output } = await shell(command.join(" "), project.dir);
    expect(code, output).toBe(0);
    const told = JSON.parse(output) as { files: string[]; next: string[] };
    next = told.next;
    const size = told.files.reduce((bytes, file) => bytes + statSync(join(program, file)).size, 0);
    // As a gateway writes its file: with line breaks.
    const raw = before.reduce((bytes, { file }) => bytes + Buffer.byteLength(JSON.stringify(JSON.parse(file), null, 2)), 0);
    expect(size / raw).toBeLessThanOrEqual(0.25);
    expectNoSecret(output + written());
  });

  it("are taken into a stack by the commands that the import tells, with no write and no restart, and then nothing differs", async () => {
    expect(next[0]).toBe("cd moltbots");
    expect(next.at(-1)).toBe("pulumi preview");
    for (const command of next.slice(1)) {
      // The package is there already; nobody is there to be asked.
      if (command === "npm install") continue;
      const { code, output } = await shell(command === "pulumi up" ? "pulumi up --yes" : command);
      expect(code, `${command}: ${output}`).toBe(0);
      expectNoSecret(output);
      if (command === "pulumi up") expect(output.match(/bot \w+ is adopted as it is: nothing was written, and nothing differs/g)?.map((line) => line.split(" ")[1]).sort()).toEqual(expect.arrayContaining([...people]));
      if (command === "pulumi preview") expect(output).toMatch(/Resources:\s+15 unchanged/);
    }
    expect((await shell("pulumi preview --expect-no-changes --refresh=false")).code).toBe(0);
    expect((await shell("pulumi up --yes --skip-preview --expect-no-changes")).code).toBe(0);
    expect(await Promise.all(bots.map(traceOf))).toEqual(before);
    expectNoSecret(written());
  });

  it("are then bots like all others: a change of a layer is all that is written, and what is theirs stays", async () => {
    for (const [at, line] of [[0, "openclaw"], [2, "clawdbot"]] as const) {
      const file = join(program, `layers/${line}/${people[at]}.json5`);
      writeFileSync(file, readFileSync(file, "utf8").replace(`[${people[at]}]`, `[${people[at]}!]`));
    }
    const { code, output } = await shell("pulumi up --yes --skip-preview");
    expect(code, output).toBe(0);
    expect(output).toMatch(/~ 2 updated\s+13 unchanged/);
    const changed = await Promise.all(bots.map(traceOf));
    const differing = changed.map(({ file }, at) => diffDocuments(documentIn(before[at]?.file), documentIn(file)).map(({ path }) => formatPath(path)));
    expect(differing).toEqual([
      // What is allowed by the models that have settings, it writes down at its first write.
      ["agents.defaults.modelPolicy.allow", "messages.responsePrefix"],
      [],
      // A default of its own.
      ["channels.telegram.streamMode", "messages.responsePrefix"],
      [],
      [],
    ]);
    expect((await shell("pulumi preview --expect-no-changes")).code).toBe(0);
    expectNoSecret(output + written());
  });
});

function documentIn(file = "{}"): ConfigDocument {
  return unstamped(JSON.parse(file) as ConfigDocument);
}
