import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { runChild } from "../../scripts/setup/child.mjs";

const child = path.resolve(__dirname, "../../scripts/setup/child.mjs");
const node = (script: string): Promise<number> => runChild(process.execPath, ["-e", script], { cwd: __dirname });

describe("runChild", () => {
  it("gives the exit code, as a shell counts it", async () => {
    expect(await node("")).toBe(0);
    expect(await node("process.exit(7)")).toBe(7);
    expect(await node('process.kill(process.pid, "SIGTERM")')).toBe(128 + 15);
  });

  it("says what it cannot start", async () => {
    await expect(runChild("/nowhere/pulumi", [], { cwd: __dirname })).rejects.toThrow("cannot start /nowhere/pulumi");
  });

  it.each(["SIGINT", "SIGTERM"] as const)("passes %s on and waits for the child's own end", async (signal) => {
    const inner = `process.on(${JSON.stringify(signal)}, () => { console.log("told"); process.exit(5); }); console.log("up"); setInterval(() => undefined, 1000)`;
    const outer = `import { runChild } from ${JSON.stringify(pathToFileURL(child).href)}; process.exitCode = await runChild(process.execPath, ["-e", ${JSON.stringify(inner)}], { cwd: "." })`;
    // Detached, so that there is no terminal: with one, the terminal sends Ctrl-C to the child itself.
    const wrapper = spawn(process.execPath, ["--input-type=module", "-e", outer], { stdio: ["ignore", "pipe", "inherit"], detached: true });
    let output = "";
    wrapper.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output === "up\n") wrapper.kill(signal);
    });
    expect(await once(wrapper, "close")).toEqual([5, null]);
    expect(output).toBe("up\ntold\n");
  });
});
