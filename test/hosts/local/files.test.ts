import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { botFiles, machineId, requireThisMachine, type BotFiles } from "../../../sdk/hosts/local";
import { claim, owns, release } from "../../../sdk/hosts/local/owner";
import { makePrivateDir, readIfThere, writePrivateFile } from "../../../sdk/hosts/local/privateFile";

let folder: string;
let files: BotFiles;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-files-"));
  files = botFiles(join(folder, "alice"));
  makePrivateDir(files.dataDir);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("private files", () => {
  it("can be read by their owner only, also where they were open before", () => {
    const before = process.umask(0);
    try {
      const open = join(folder, "open");
      mkdirSync(open, { mode: 0o777 });
      makePrivateDir(open);
      const file = join(open, "secret");
      writeFileSync(file, "old", { mode: 0o666 });
      chmodSync(file, 0o666);
      writePrivateFile(file, "new");
      expect([modeOf(open), modeOf(file)]).toEqual(["700", "600"]);
      expect(readFileSync(file, "utf8")).toBe("new");
    } finally {
      process.umask(before);
    }
  });

  it("are written whole or not at all, and leave nothing beside them", () => {
    const target = join(folder, "is-a-folder");
    mkdirSync(join(target, "full"), { recursive: true });
    expect(() => writePrivateFile(target, "text")).toThrow();
    writePrivateFile(join(folder, "good"), "text");
    expect(readdirSync(folder).sort()).toEqual(["alice", "good", "is-a-folder"]);
  });

  it("that are not there are undefined, and any other trouble is an error", () => {
    writePrivateFile(join(folder, "file"), "text");
    expect(readIfThere(join(folder, "none"))).toBeUndefined();
    expect(readIfThere(join(folder, "file/below"))).toBeUndefined();
    expect(() => readIfThere(folder)).toThrow();
  });
});

describe("claim", () => {
  const owner = { project: "project", stack: "dev", bot: "alice", resource: "alice-gateway" };

  it("takes a folder once, and confirms it to its owner ever after", () => {
    claim(files, owner);
    expect(JSON.parse(readFileSync(files.owner, "utf8"))).toEqual({ ...owner, machine: machineId() });
    expect(modeOf(files.owner)).toBe("600");
    expect(() => claim(files, owner)).not.toThrow();
  });

  it.each([
    [{ ...owner, bot: "bob" }, "bot bob"],
    [{ ...owner, stack: "prod" }, "bot alice"],
    [{ ...owner, project: "other" }, "bot alice"],
  ])("refuses it to %j, naming whose it is", (other, who) => {
    claim(files, owner);
    const message = `${who}: ${files.dataDir} belongs to bot alice of stack dev in project project. Give one of the two another \`dataDir:\`.`;
    expect(() => claim(files, other)).toThrow(expect.objectContaining({ code: "foreign-data", message }));
  });

  it("refuses it to another resource with a bot of the same name, and says how to rename", () => {
    claim(files, owner);
    const other = { ...owner, resource: "support-alice-gateway" };
    expect(() => claim(files, other)).toThrow(expect.objectContaining({ code: "foreign-data", message: expect.stringMatching(/belongs to the resource alice-gateway of this stack, not to support-alice-gateway\. .*`aliases`/) as string }));
    expect(owns(files, other)).toBe(false);
    claim(files, other, "alice-gateway");
    expect([owns(files, owner), owns(files, other)]).toEqual([false, true]);
  });

  it("lets the next resource have a folder that was kept", () => {
    claim(files, owner);
    release(files, { ...owner, resource: "another" });
    expect(owns(files, owner)).toBe(true);
    release(files, owner);
    claim(files, { ...owner, resource: "support-alice-gateway" });
    expect(owns(files, { ...owner, resource: "support-alice-gateway" })).toBe(true);
  });

  it.each(["", "garbage", "[]", '{"project":"project"}'])("refuses a folder whose owner file reads %j, and keeps the file", (text) => {
    writeFileSync(files.owner, text);
    const message = `bot alice: ${files.owner} does not say whose data ${files.dataDir} is. Move that folder away, or restore the file.`;
    expect(() => claim(files, owner)).toThrow(expect.objectContaining({ code: "foreign-data", message }));
    expect(readFileSync(files.owner, "utf8")).toBe(text);
  });

  it("refuses the folder of another machine", () => {
    writeFileSync(files.owner, JSON.stringify({ ...owner, machine: "another" }));
    expect(() => claim(files, owner)).toThrow(expect.objectContaining({ code: "other-machine" }));
  });
});

describe("machineId", () => {
  it("is the same every time, and tells nothing about the machine", () => {
    expect(machineId()).toMatch(/^[0-9a-f]{16}$/);
    expect(machineId()).toBe(machineId());
    expect(() => requireThisMachine(machineId(), "/x", "alice")).not.toThrow();
  });
});
