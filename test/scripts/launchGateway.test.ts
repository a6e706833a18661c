import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { launchGateway, makeGatewayFiles, type GatewayProcess } from "../../scripts/gateways/launch.mts";
import { productOf } from "../../scripts/gateways/product.mts";
import { Deadline } from "../../sdk/deadline";
import { isRunning } from "../../sdk/hosts/local/processes";

const product = productOf("openclaw");
// In place of a Gateway: it has a helper, says both ids, and stays.
const stand = `const { spawn } = require("node:child_process");
const helper = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
console.log(process.pid, helper.pid);`;

let temporary: string;
let formerTmp: string | undefined;

beforeEach(() => {
  temporary = mkdtempSync(path.join(os.tmpdir(), "molthub-launch-test-"));
  formerTmp = process.env["TMPDIR"];
  process.env["TMPDIR"] = temporary;
  writeFileSync(path.join(temporary, "stand.cjs"), stand);
});

afterEach(() => {
  if (formerTmp === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = formerTmp;
  rmSync(temporary, { recursive: true, force: true });
});

const entry = (): string => path.join(temporary, "stand.cjs");

/** The ids of the stand-in and its helper, once it has said them. */
async function idsIn(log: string): Promise<number[]> {
  const deadline = Deadline.after(20_000, "the process to say its ids");
  for (;;) {
    const said = /^(\d+) (\d+)\n/.exec(readIfThere(log));
    if (said !== null) return said.slice(1).map(Number);
    await deadline.sleep(50);
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

async function untilGone(pids: readonly number[]): Promise<void> {
  const deadline = Deadline.after(20_000, "the processes to end");
  while (pids.some(isRunning)) await deadline.sleep(50);
}

describe("launchGateway", () => {
  function launch(): { gateway: GatewayProcess; log: string } {
    const files = makeGatewayFiles(product, "launched-");
    return { gateway: launchGateway({ product, files, node: process.execPath, entry: entry(), port: 1, token: "t" }), log: files.consoleLog };
  }

  it("a signal reaches the gateway and its helpers, and tells how it ended", async () => {
    const { gateway, log } = launch();
    const [main, helper] = (await idsIn(log)) as [number, number];
    expect(main).toBe(gateway.pid);
    expect(gateway.end()).toBeUndefined();
    gateway.signal("SIGKILL");
    await gateway.ended;
    expect(gateway.end()).toBe("signal SIGKILL");
    await untilGone([main, helper]);
  });

  it("helpers go with a gateway that ends alone", async () => {
    const { gateway, log } = launch();
    const [main, helper] = (await idsIn(log)) as [number, number];
    process.kill(main, "SIGTERM");
    await gateway.ended;
    expect(gateway.end()).toBe("signal SIGTERM");
    await untilGone([helper]);
  });

  it("all of them go with the process that started them, however that ends", async () => {
    const files = makeGatewayFiles(product, "launched-");
    const fixture = path.join(__dirname, "fixtures/launch.mts");
    const starter = spawn(process.execPath, [fixture, entry(), files.folder], { stdio: "inherit" });
    const ids = await idsIn(files.consoleLog);
    starter.kill("SIGKILL");
    await once(starter, "exit");
    await untilGone(ids);
  });
});
