import { spawn } from "node:child_process";
import { mkdir, rm, statfs } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDir } from "../../sdk/hosts/cache/cacheDir.cjs";
import { BUILT_VERSION, type Log } from "./cli.mts";

/** go.mod and go.sum, which pin every module that the CLI is built from. */
export const goModuleDir = fileURLToPath(new URL("./cli", import.meta.url));

const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const NEEDED_GB = 4;
const SIGN_OF_LIFE_MS = 30_000;
const SHOWN_LINES = 10;

/**
 * Builds the CLI to `<folder>/bin/pulumi`. Go's caches live in ours until it has worked: a build that was killed goes on where it
 * was, and one that worked leaves no gigabytes behind.
 */
export async function goBuild(folder: string, digest: string, log: Log): Promise<void> {
  const caches = path.join(cacheDir(), `.go-${digest}`);
  await mkdir(caches, { recursive: true });
  await requireDiskSpace(caches);
  const args = [
    "build",
    "-trimpath",
    ...["-tags", "osusergo grpcnotrace"],
    ...["-ldflags", `-s -w -X ${VERSION_VARIABLE}=v${BUILT_VERSION}`],
    ...["-o", path.join(folder, "bin") + path.sep, PACKAGE],
  ];
  const { code, output } = await runGo(args, caches, log);
  if (code !== 0) throw new Error(`go build failed:\n${output.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n")}`);
  await rm(caches, { recursive: true, force: true });
}

async function requireDiskSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeGb = (bavail * bsize) / 1e9;
  if (freeGb < NEEDED_GB) throw new Error(`building it needs ${NEEDED_GB} GB of disk for the time of the build, and ${folder} has ${freeGb.toFixed(1)} GB free (MOLTHUB_CACHE names another folder)`);
}

function runGo(args: readonly string[], caches: string, log: Log): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const child = spawn("go", args, { cwd: goModuleDir, env: goEnvironment(caches), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = setInterval(() => log(`  still building, ${Math.round((Date.now() - started) / 1000)} s so far`), SIGN_OF_LIFE_MS);
    child.on("error", () => {
      clearInterval(timer);
      reject(new Error("there is no `go` on PATH to build it from source"));
    });
    child.on("close", (code) => {
      clearInterval(timer);
      resolve({ code, output });
    });
  });
}

/** The user's, except for what would make the build another one. */
function goEnvironment(caches: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GOOS: "",
    GOARCH: "",
    CGO_ENABLED: "0",
    GOWORK: "off",
    // -modcacherw: else the cache can be removed by `go clean` only.
    GOFLAGS: "-mod=readonly -modcacherw -buildvcs=false",
    GOCACHE: path.join(caches, "build"),
    GOMODCACHE: path.join(caches, "modules"),
    GOTMPDIR: caches,
  };
}
