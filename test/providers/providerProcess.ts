import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
// Both come with @pulumi/pulumi, whose own protocol types are made of them.
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { processesWith, signal } from "../../sdk/hosts/local";

/** A folder from which `@molthub/pulumi` resolves: the package finds itself. */
export const packageDir = resolve(__dirname, "../..");

const marker = "MOLTHUB_TEST_PROVIDER";

type Properties = Readonly<Record<string, unknown>>;

/** Pulumi's dynamic-provider process, spoken to as the engine does. A refusal is an Error with the message that a user would see. */
export interface ProviderProcess {
  check(news: Properties, olds?: Properties): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, outs: Properties): Promise<{ id: string; props: Properties; inputs: Properties | undefined }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, outs: Properties): Promise<void>;
  /** What it has printed. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Ids of the provider's processes; its engine is not one of them. */
  readonly alive: () => number[];
  /** Kills the engine, and nothing else. */
  killEngine(): void;
  /** Ends all of it. */
  stop(): void;
}

/** How a provider is started: Pulumi's script itself, or npm's `sh` launcher beside the CLI, executed as the engine does. */
export type Launcher = "script" | "sh";

export async function startProvider(cwd = packageDir, launcher: Launcher = "script"): Promise<ProviderProcess> {
  const mark = randomUUID();
  const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const bin = mkdtempSync(join(tmpdir(), "molthub-launcher-"));
  const command = launcher === "script" ? [process.execPath, script] : [executableLauncher(bin)];
  const engine = spawn(process.execPath, [join(__dirname, "engineProcess.cjs"), ...command, "127.0.0.1:1"], {
    cwd,
    env: { PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`, HOME: process.env["HOME"] ?? "/", [marker]: mark },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  engine.stderr.on("data", (data) => (stderr += String(data)));
  const all = (): number[] => processesWith(marker, mark);
  const stopAll = (): void => signal(all(), "SIGKILL");
  const port = await new Promise<string>((found, failed) => {
    engine.stdout.on("data", (data) => {
      stdout += String(data);
      const [, number] = /^(\d+)\n/.exec(stdout) ?? [];
      if (number !== undefined) found(number);
    });
    engine.stdout.on("close", () => failed(new Error(`the provider did not start: ${stderr}`)));
  });
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    async check(news, olds = {}) {
      const request = new proto.CheckRequest().setUrn("urn:x").setOlds(struct(olds)).setNews(struct(news));
      const answer = await call<proto.CheckResponse>((done) => client.check(request, done));
      return { inputs: plain(answer.getInputs()), failures: answer.getFailuresList().map((failure) => failure.toObject()) };
    },
    async diff(id, olds, news) {
      const request = new proto.DiffRequest().setUrn("urn:x").setId(id).setOlds(struct(olds)).setNews(struct(news));
      const answer = await call<proto.DiffResponse>((done) => client.diff(request, done));
      return { changes: answer.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME };
    },
    async create(inputs) {
      const request = new proto.CreateRequest().setUrn("urn:x").setProperties(struct(inputs));
      const answer = await call<proto.CreateResponse>((done) => client.create(request, done));
      return { id: answer.getId(), outs: plain(answer.getProperties()) };
    },
    async read(id, outs) {
      const request = new proto.ReadRequest().setUrn("urn:x").setId(id).setProperties(struct(outs));
      const answer = await call<proto.ReadResponse>((done) => client.read(request, done));
      return { id: answer.getId(), props: plain(answer.getProperties()), inputs: answer.hasInputs() ? plain(answer.getInputs()) : undefined };
    },
    async update(id, olds, news) {
      const request = new proto.UpdateRequest().setUrn("urn:x").setId(id).setOlds(struct(olds)).setNews(struct(news));
      const answer = await call<proto.UpdateResponse>((done) => client.update(request, done));
      return { outs: plain(answer.getProperties()) };
    },
    async delete(id, outs) {
      const request = new proto.DeleteRequest().setUrn("urn:x").setId(id).setProperties(struct(outs));
      await call<unknown>((done) => client.delete(request, done));
    },
    stdout: () => stdout,
    stderr: () => stderr,
    alive: () => all().filter((pid) => pid !== engine.pid),
    killEngine: () => void engine.kill("SIGKILL"),
    stop() {
      client.close();
      stopAll();
      rmSync(bin, { recursive: true, force: true });
    },
  };
}

// npm installs it without the right to be executed; beside a CLI it has it, and its process has its name.
function executableLauncher(folder: string): string {
  const launcher = join(folder, "pulumi-resource-pulumi-nodejs");
  copyFileSync(join(dirname(require.resolve("@pulumi/pulumi/package.json")), "pulumi-resource-pulumi-nodejs"), launcher);
  chmodSync(launcher, 0o755);
  return launcher;
}

function struct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

function plain(properties: Struct | undefined): Properties {
  return properties?.toJavaScript() ?? {};
}

function call<T>(send: (done: (error: ServiceError | null, answer: T) => void) => unknown): Promise<T> {
  return new Promise((answered, refused) => {
    send((error, answer) => {
      if (error === null) answered(answer);
      else refused(new Error(error.details));
    });
  });
}
