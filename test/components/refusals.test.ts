import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { MoltbotFleet, MoltbotInstance, type MoltbotFleetArgs, type TargetArgs } from "../../components";
import { failedProgram } from "./runComponent";

const gateway = { version: "2026.9.6" };

const unknownTarget = (target: unknown): Partial<MoltbotFleetArgs> => ({ bots: { good: {}, bob: { target: target as TargetArgs } } });

// The first bot is good: what is wrong with the second one must be found before anything is made.
const refused: readonly [what: string, args: Partial<MoltbotFleetArgs>, message: string][] = [
  ["unknown version", { bots: { good: {}, bob: { gateway: { version: "2025.1.1" } } } }, 'bot bob: gateway.version: openclaw 2025.1.1 is not known to this version of Molthub. Use "2026.9.6", or make it known: in a clone of Molthub, npm run capture -- openclaw@2025.1.1.'],
  ["unknown package", { bots: { good: {}, bob: { gateway: { package: "moltbot", version: "1" } } } }, 'bot bob: gateway.package: "moltbot" is not a Gateway that Molthub knows. Use "clawdbot" or "openclaw".'],
  ["port 70000", { bots: { good: {}, bob: { port: 70_000 } } }, "bot bob: port: 70000 is not a port a bot can use. Give a whole number from 1024 to 65535."],
  ["an impossible heap", { bots: { good: {}, bob: { target: { local: { heapMb: 51 } } } } }, "bot bob: heapMb: 51 is not a heap a gateway can run with. Give a whole number of MiB, 256 or more; 512 is the default."],
  ["port 80", { bots: { good: {}, bob: { port: 80 } } }, "bot bob: port: 80 is not a port a bot can use. Give a whole number from 1024 to 65535."],
  ["duplicate port", { bots: { alice: { port: 20_000 }, bob: { port: 20_000 } } }, "bot bob: port: 20000 is also the port of bot alice. Give one of them another `port:`."],
  ["unknown target", unknownTarget({ docker: {} }), 'bot bob: target: "docker" is not a target. Use `target: { local: {} }` or `target: { external: { address, token } }`.'],
  ["two targets", unknownTarget({ local: {}, docker: {} }), 'bot bob: target: "local" and "docker" is not a target. Use `target: { local: {} }` or `target: { external: { address, token } }`.'],
  ["no target", unknownTarget({}), "bot bob: target: names no target. Use `target: { local: {} }` or `target: { external: { address, token } }`."],
  ["a managed key", { bots: { good: {}, bob: { overlay: { gateway: { port: 1 } } } } }, "bot bob: overlay: gateway.port is managed by Molthub: set the bot's `port:` instead"],
  ["unmanaged paths that are none", { unmanaged: ["agents..x"], bots: { bob: {} } }, 'bot bob: unmanaged: "agents..x" is not a path. Write keys with dots between them, and a key that is not a plain name as ["key"], as in models.providers["my.proxy"].models.'],
  ["a whole document that is unmanaged", { bots: { good: {}, bob: { unmanaged: ["<root>"] } } }, 'bot bob: unmanaged: "<root>" is the whole document. Name the paths that are the bot\'s own.'],
  ["a locked path that is none", { profiles: [{ locked: [""] }], bots: { bob: {} } }, 'bot bob: profiles[0]: locked: "" is not a path. Write keys with dots between them, and a key that is not a plain name as ["key"], as in models.providers["my.proxy"].models.'],
  ["two bots at one address", { bots: Object.fromEntries(["alice", "bob"].map((bot) => [bot, { target: { external: { address: "ws://10.0.0.7:18789", token: "t" } } }])) }, "bot bob: target: external: address: is also the address of bot alice. Two bots cannot share a gateway: remove one of them."],
  ["misspelt unmanaged paths", { unmanaged: ["agents.entires.*.identity"], bots: { bob: {} } }, 'bot bob: unmanaged: "agents.entires.*.identity" is not a path of any release that Molthub knows: is it misspelt?'],
  ["unmanaged paths in an array", { unmanaged: ["bindings.*.agentId"], bots: { bob: {} } }, 'bot bob: unmanaged: "bindings.*.agentId" goes into an array, and arrays are taken as wholes: name the array itself'],
  ["unmanaged paths that hold what Molthub manages", { bots: { good: {}, bob: { unmanaged: ["agents.entries.*.identity", "gateway.*"] } } }, "bot bob: unmanaged: gateway.* would leave gateway.auth.mode to the bot, which Molthub manages. Name the paths beside it."],
  ["locked paths that are no list", { profiles: [{ locked: "tools" as unknown as string[] }], bots: { bob: {} } }, 'bot bob: profiles[0]: locked: must be an array of paths, as in ["tools.exec"], not a string'],
  ["misspelt locked paths", { profiles: [{ locked: ["tool.profile"] }], bots: { bob: {} } }, 'bot bob: profiles[0]: locked: "tool.profile" is not a path of any release that Molthub knows: is it misspelt?'],
  ["a bot's own layer that is none", { bots: { good: {}, bob: { overlay: { file: "x.json5", config: {} } } } }, "bot bob: overlay: both `file` and `config` are set. Give one of them, or two layers."],
  ["an empty fleet", { bots: {} }, "fleet support: bots: names no bot. Give at least one, as in `bots: { alice: {} }`."],
  ["a bad name", { bots: { good: {}, Bob_1: {} } }, "bot Bob_1: a bot's name is 1 to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit."],
  ["a layer that is an Output", { bots: { good: {}, bob: { overlay: pulumi.output({}) as unknown as Record<string, never> } } }, "bot bob: overlay: a layer must be a configuration document (an object), not an Output; an Output may stand at a leaf only"],
  ["an Output in an array", { profiles: [{ tools: { deny: [pulumi.output("x")] } }], bots: { bob: {} } }, 'bot bob: profiles[0]: tools.deny["0"]: an Output inside an array would hide the whole array; set the array by values, or reference the secret by ${NAME}'],
];

describe("a fleet that cannot be is refused before anything is registered, without a stack", () => {
  it.each(refused)("%s", async (_what, args, message) => {
    const { error, resources } = await failedProgram(() => new MoltbotFleet("support", { gateway, bots: { good: {} }, ...args }));
    expect((error as Error).message).toBe(message);
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect(resources).toEqual([]);
  });

  it("so is an instance", async () => {
    const { error, resources } = await failedProgram(() => new MoltbotInstance("bob", { gateway, port: 70_000 }));
    expect((error as Error).message).toBe("bot bob: port: 70000 is not a port a bot can use. Give a whole number from 1024 to 65535.");
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect(resources).toEqual([]);
  });

  it.each(["a", "a-1", "7", "x".repeat(63)])("%s is a good name", async (bot) => {
    const { error } = await failedProgram(() => new MoltbotFleet("support", { gateway, bots: { [bot]: {}, "-bad": {} } }));
    expect((error as Error).message).toMatch(/^bot -bad: /);
  });

  it.each(["", "-a", "a-", "A", "a_b", "a/b", "..", "x".repeat(64)])("%j is none: it would be a folder's name", async (bot) => {
    const { error } = await failedProgram(() => new MoltbotFleet("support", { gateway, bots: { [bot]: {} } }));
    expect((error as Error).message).toContain("a bot's name is 1 to 63 lower-case letters");
  });
});
