import { afterEach, describe, expect, it } from "vitest";
import { applyConfig, seedText, type ConfigChange, type ConfigProof } from "../../sdk/apply";
import { managedKeysOf, redactionMarker, type ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { MolthubError } from "../../sdk/errors";
import { GatewayError } from "../../sdk/gateway";
import { changeTo, unobserved } from "./changeTo";
import { startScriptedBot, type Moods, type ScriptedBot } from "./scriptedBot";

let bot: ScriptedBot | undefined;

afterEach(() => bot?.stop());

async function started(document: ConfigDocument | undefined, moods?: Moods): Promise<ScriptedBot> {
  return (bot = await startScriptedBot(document, moods));
}

function apply(on: ScriptedBot, wanted: ConfigDocument, change: Partial<ConfigChange> = {}, withinMs = 10_000): Promise<ConfigProof> {
  return applyConfig(on.connect, changeTo(wanted, change), unobserved, Deadline.after(withinMs, "the test"));
}

const redacting: Moods = { show: (document) => ({ ...document, token: redactionMarker }) };

describe("applyConfig", () => {
  it("writes nothing to a bot that runs the document already", async () => {
    const alice = await started({ a: 1, list: ["x"] });
    expect(await apply(alice, { list: ["x"], a: 1 })).toMatchObject({ changedPaths: [], restarted: false, bootId: "boot-1", sealed: {} });
    expect(alice.writes).toEqual([]);
  });

  it("writes what differs, based on what it read, and names the arrays that it replaces", async () => {
    const alice = await started({ a: 1, b: { c: 1, d: 1 }, list: ["x", "y"], gone: true });
    const wanted = { a: 1, b: { c: 2, d: 1 }, list: ["x"] };
    expect(await apply(alice, wanted)).toMatchObject({ changedPaths: ["b.c", "gone", "list"], restarted: false });
    expect(alice.writes).toEqual([{ method: "config.patch", sent: { gone: null, b: { c: 2 }, list: ["x"] }, replacePaths: ["list"], baseHash: expect.any(String) as string }]);
    expect(alice.document()).toEqual(wanted);
  });

  it("writes the whole document where there is none", async () => {
    const alice = await started(undefined);
    expect(await apply(alice, { a: { b: 1 } })).toMatchObject({ changedPaths: ["a.b"] });
    expect(alice.writes).toEqual([{ method: "config.apply", sent: { a: { b: 1 } }, replacePaths: undefined, baseHash: undefined }]);
  });

  it("decides anew when somebody else wrote in between, and keeps nothing of theirs that is not wanted", async () => {
    const alice = await started({ a: 1 }, { onWrite: (self, nth) => (nth === 1 && self.edit({ a: 1, theirs: 1 }), false) });
    await apply(alice, { a: 2 });
    expect(alice.writes.map(({ sent }) => sent)).toEqual([{ a: 2 }, { theirs: null, a: 2 }]);
    expect(alice.document()).toEqual({ a: 2 });
  });

  it("gives up after three times of that, and says that nothing was changed", async () => {
    const alice = await started({ a: 1 }, { onWrite: (self, nth) => (self.edit({ a: 1, theirs: nth }), false) });
    await expect(apply(alice, { a: 2 })).rejects.toThrow(expect.objectContaining({ code: "busy", message: expect.stringMatching(/^bot alice: somebody else changes its config again and again .*Its config is as before\.$/) as string }));
    expect(alice.writes).toHaveLength(3);
  });

  it("quotes no secret that the bot quotes in its refusal, the old one included, and keeps names of references", async () => {
    const wanted = { token: "NEW-MARKER", key: { source: "store", provider: "default", id: "THE_KEY" } };
    const alice = await started({ token: "OLD-MARKER" }, {
      onWrite: (_self, _nth, peer, request) => {
        peer.refuse(request, { code: "INVALID_REQUEST", message: "invalid config", details: { issues: [{ path: "key", message: "store THE_KEY, NEW-MARKER in place of OLD-MARKER" }] } });
        return true;
      },
    });
    const failure = apply(alice, wanted, { secretPaths: ["/token", "/key"], sealed: { "/token": "OLD-MARKER", "/key/source": "store" } });
    await expect(failure).rejects.toMatchObject({ code: "config-refused", message: expect.stringContaining("store THE_KEY, [secret] in place of [secret]") as string });
  });

  it("says that a bot is not reached as such, whatever of its secrets stands in the words", async () => {
    const alice = await started({ a: 1 });
    await alice.stop();
    const { address } = alice.endpoint;
    await expect(apply(alice, { env: { vars: { BOT: "alice", AT: address } } }, {}, 500)).rejects.toSatisfy((error) => error instanceof GatewayError && error.code === "unreachable" && !error.message.includes(address));
  });

  it("tells the paths that the bot refuses", async () => {
    const alice = await started({ a: 1 }, {
      onWrite: (_self, _nth, peer, request) => {
        peer.refuse(request, { code: "INVALID_REQUEST", message: "invalid config: nokey", details: { issues: [{ path: "", message: 'Unrecognized key: "nokey"' }, { path: "a.b", message: "expected number" }] } });
        return true;
      },
    });
    await expect(apply(alice, { nokey: 1 })).rejects.toThrow('bot alice: the gateway refuses the document: <root>: Unrecognized key: "nokey"; a.b: expected number. Its config is as before.');
    expect(alice.document()).toEqual({ a: 1 });
  });

  it("asks right before the write whether it may", async () => {
    const alice = await started({ a: 1 });
    const mayWrite = (): void => {
      throw new MolthubError("engine-gone", "the engine is gone");
    };
    await expect(apply(alice, { a: 2 }, { mayWrite })).rejects.toThrow("the engine is gone");
    expect(alice.writes).toEqual([]);
    await expect(apply(alice, { a: 1 }, { mayWrite })).resolves.toMatchObject({ changedPaths: [] });
  });

  it("follows a bot through its restart, and proves the document on the new process", async () => {
    const alice = await started({ a: 1 }, { restarts: true });
    expect(await apply(alice, { a: 2 })).toMatchObject({ changedPaths: ["a"], restarted: true, bootId: "boot-2" });
  });

  it("fails where the bot runs something else after the write, naming the paths and no value", async () => {
    const alice = await started({ a: 1 }, {
      onWrite: (self, _nth, peer, request) => {
        self.edit({ a: "VALUE-MARKER" });
        peer.ok(request, { ok: true, path: "/x" });
        return true;
      },
    });
    await expect(apply(alice, { a: "WANTED-MARKER" })).rejects.toThrow(
      expect.objectContaining({ code: "verify-failed", message: 'bot alice: after the write the bot still differs at a. Somebody else may be changing it; run "pulumi up --refresh". The change was taken back: a was not, because somebody else changed it in the meantime.' }),
    );
  });

  it("writes a document again that the bot persisted but did not take into use", { timeout: 20_000 }, async () => {
    const alice = await started({ a: 1 }, { takesPatchesNot: true });
    expect(await apply(alice, { a: 2 }, {}, 20_000)).toMatchObject({ changedPaths: ["a"], restarted: false });
    expect(alice.writes.map(({ method, sent }) => ({ method, sent }))).toEqual([{ method: "config.patch", sent: { a: 2 } }, { method: "config.apply", sent: { a: 2 } }]);
  });

  it("says so when the bot never takes the document into use", async () => {
    const alice = await started({ a: 1 }, { takesPatchesNot: true });
    await expect(apply(alice, { a: 2 }, {}, 2_000)).rejects.toThrow(expect.objectContaining({ code: "not-applied", message: expect.stringContaining("bot alice: the document is written, but") as string }));
  });

  it("does not call a bot well that runs without a part, for want of a secret", async () => {
    const degraded = [{ ownerKind: "account", ownerId: "telegram:default", paths: ["channels.telegram.botToken"], reason: "secret reference was not found" }];
    const alice = await started({ a: 1 }, { degraded });
    await expect(apply(alice, { a: 2 })).resolves.toMatchObject({ missing: "telegram:default (channels.telegram.botToken): secret reference was not found" });
    expect(alice.document()).toEqual({ a: 2 });
  });

  it("takes a change back that brought a reference to a secret which is not there", async () => {
    const degraded = [{ ownerKind: "account", ownerId: "telegram:default", paths: ["channels.telegram.botToken"], reason: "secret reference was not found" }];
    const alice = await started({ a: 1 }, { degraded });
    await expect(apply(alice, { a: 1, channels: { telegram: { botToken: "${TOKEN}" } } })).rejects.toThrow(
      "bot alice: takes its document, but runs without telegram:default (channels.telegram.botToken): secret reference was not found. Give the bot what the document refers to, in `env:`, and run \"pulumi up\" again. The change was taken back: the bot runs its old document again, proven on the live bot.",
    );
    expect(alice.document()).toEqual({ a: 1 });
  });

  it("writes a secret again when the connection broke during the write: a redacted leaf cannot tell what became of it", async () => {
    const alice = await started({ token: "one-secret" }, {
      ...redacting,
      onWrite: (_self, nth, peer) => {
        if (nth > 1) return false;
        peer.socket.terminate();
        return true;
      },
    });
    expect(await apply(alice, { token: "two-secret" }, { sealed: { "/token": "one-secret" } })).toMatchObject({ changedPaths: ["token"], sealed: { "/token": "two-secret" } });
    expect(alice.document()).toEqual({ token: "two-secret" });
  });

  it("does not write twice what it can see was written before the connection broke", async () => {
    const alice = await started({ a: 1 }, {
      onWrite: (self, _nth, peer) => {
        self.edit({ a: 2 });
        peer.socket.terminate();
        return true;
      },
    });
    expect(await apply(alice, { a: 2 })).toMatchObject({ changedPaths: ["a"] });
    expect(alice.writes).toHaveLength(1);
  });

  it("does not take a redacted secret for a change when it is the one it wrote", async () => {
    const alice = await started({ token: "one-secret", a: 1 }, redacting);
    expect(await apply(alice, { token: "one-secret", a: 1 }, { sealed: { "/token": "one-secret" } })).toMatchObject({ changedPaths: [], sealed: { "/token": "one-secret" } });
    expect(alice.writes).toEqual([]);
  });

  it("writes a secret that changed, or that it knows nothing of, and never the marker", async () => {
    const alice = await started({ token: "one-secret", a: 1 }, redacting);
    expect(await apply(alice, { token: "two-secret", a: 1 }, { sealed: { "/token": "one-secret" } })).toMatchObject({ changedPaths: ["token"], sealed: { "/token": "two-secret" } });
    await apply(alice, { token: "two-secret", a: 2 }, { sealed: {} });
    expect(alice.writes.map(({ sent }) => sent)).toEqual([{ token: "two-secret" }, { token: "two-secret", a: 2 }]);
    expect(alice.document()).toEqual({ token: "two-secret", a: 2 });
  });
});

describe("applyConfig leaves to the bot what is the bot's own", () => {
  const unmanaged = ["entries.*.identity"];
  const wanted = { entries: { main: { identity: { name: "start" }, model: "m" } }, a: 1 };

  it("and writes nothing when only that differs", async () => {
    const live = { entries: { main: { identity: { name: "own", emoji: "x" }, model: "m" }, other: { identity: { name: "own" } } }, a: 1 };
    const alice = await started(live);
    expect(await apply(alice, wanted, { unmanaged })).toMatchObject({ changedPaths: [], restarted: false });
    expect(alice.writes).toEqual([]);
    expect(alice.document()).toEqual(live);
  });

  it("keeps it when something else changes, whoever added it", async () => {
    const alice = await started({ entries: { main: { identity: { name: "own" }, model: "old" }, other: { identity: { name: "own" }, model: "x" } }, a: 1 });
    expect(await apply(alice, wanted, { unmanaged })).toMatchObject({ changedPaths: ["entries.main.model", "entries.other.model"] });
    expect(alice.writes).toMatchObject([{ method: "config.patch", sent: { entries: { main: { model: "m" }, other: { model: null } } } }]);
    expect(alice.document()).toEqual({ entries: { main: { identity: { name: "own" }, model: "m" }, other: { identity: { name: "own" } } }, a: 1 });
  });

  it("and gives it the wanted value to start with where it has none", async () => {
    const alice = await started({ a: 1 });
    expect(await apply(alice, wanted, { unmanaged })).toMatchObject({ changedPaths: ["entries.main.identity.name", "entries.main.model"] });
    expect(alice.document()).toEqual(wanted);
  });

  it("also in a bot without any document", async () => {
    const alice = await started(undefined);
    await apply(alice, wanted, { unmanaged });
    expect(alice.document()).toEqual(wanted);
  });

  it("also when the whole document is written again, and when the bot changes it meanwhile", { timeout: 20_000 }, async () => {
    const alice = await started({ entries: { main: { identity: { name: "own" }, model: "old" } }, a: 1 }, {
      takesPatchesNot: true,
      onWrite: (self, nth) => {
        if (nth === 1) self.edit({ entries: { main: { identity: { name: "newer" }, model: "old" } }, a: 1 });
        return false;
      },
    });
    expect(await apply(alice, wanted, { unmanaged }, 20_000)).toMatchObject({ changedPaths: ["entries.main.model"] });
    expect(alice.writes.map(({ method }) => method)).toEqual(["config.patch", "config.patch", "config.apply"]);
    expect(alice.document()).toEqual({ entries: { main: { identity: { name: "newer" }, model: "m" } }, a: 1 });
  });

  it("also a secret that cannot be read: the marker tells the bot to keep what it has", { timeout: 20_000 }, async () => {
    const alice = await started({ token: "start-secret", a: 1 }, { ...redacting, takesPatchesNot: true });
    const { sealed } = await apply(alice, { token: "start-secret", a: 1 }, { unmanaged: ["token"] });
    alice.edit({ token: "own-secret", a: 1 });
    expect(await apply(alice, { token: "start-secret", a: 2 }, { unmanaged: ["token"], sealed }, 20_000)).toMatchObject({ changedPaths: ["a"] });
    expect(alice.writes.map(({ sent }) => sent)).toEqual([{ a: 2 }, { token: redactionMarker, a: 2 }]);
  });

  it("and still proves everything else", async () => {
    const alice = await started({ a: 1 }, {
      onWrite: (self, _nth, peer, request) => {
        self.edit({ entries: { main: { identity: { name: "own" }, model: "another" } }, a: 1 });
        peer.ok(request, { ok: true, path: "/x" });
        return true;
      },
    });
    await expect(apply(alice, wanted, { unmanaged })).rejects.toThrow(/^bot alice: after the write the bot still differs at entries\.main\.model\. /);
  });

  it("not where the wanted document has a value in place of what holds it", async () => {
    const alice = await started({ entries: { main: { identity: { name: "own" } } }, a: 1 });
    await apply(alice, { entries: "none", a: 1 }, { unmanaged });
    expect(alice.document()).toEqual({ entries: "none", a: 1 });
  });
});

describe("seedText", () => {
  it("is the managed keys and nothing else: no port, no token", () => {
    expect(JSON.parse(seedText())).toEqual(managedKeysOf("openclaw"));
    expect(seedText()).not.toMatch(/port|"token":/);
  });
});

describe("applyConfig to a bot that Molthub did not make", () => {
  it("adds, but takes away and replaces nothing that it was not told of: the error names the paths, and no value", async () => {
    const alice = await started({ gateway: { mode: "local", auth: { token: "OWN-MARKER" } }, tools: { deny: ["x"] } });
    const failure = apply(alice, { gateway: { mode: "local" }, tools: { deny: ["y"] }, ui: { seamColor: "#fff" } }, { onlyAdds: true });
    await expect(failure).rejects.toMatchObject({ code: "not-adopted", message: expect.stringContaining("would take away: gateway.auth.token, tools.deny. Nothing was written.") as string });
    await expect(failure).rejects.not.toThrow("OWN-MARKER");
    expect(alice.writes).toEqual([]);
    const whole = { gateway: { mode: "local", auth: { token: "OWN-MARKER" } }, tools: { deny: ["x"] }, ui: { seamColor: "#fff" } };
    expect(await apply(alice, whole, { onlyAdds: true })).toMatchObject({ changedPaths: ["ui.seamColor"] });
  });

  it("does not replace a file that its gateway calls invalid", async () => {
    const alice = await started({ gateway: { mode: "local" }, tpyo: 1 }, { invalid: true });
    await expect(apply(alice, { gateway: { mode: "local" } }, { onlyAdds: true })).rejects.toMatchObject({ code: "not-adopted", message: expect.stringContaining("calls its config file invalid") as string });
    expect(alice.writes).toEqual([]);
  });

  it("keeps what is left to the bot", async () => {
    const alice = await started({ gateway: { mode: "local", auth: { token: "own" } } });
    await apply(alice, { gateway: { mode: "local" }, ui: { seamColor: "#fff" } }, { onlyAdds: true, unmanaged: ["gateway.auth"] });
    expect(alice.document()).toEqual({ gateway: { mode: "local", auth: { token: "own" } }, ui: { seamColor: "#fff" } });
  });

  it("may extend an array, and does not touch a secret that it cannot compare", async () => {
    const alice = await started({ gateway: { mode: "local" }, token: "own", list: ["x"] }, redacting);
    await expect(apply(alice, { gateway: { mode: "local" }, token: "ours", list: ["x"] }, { onlyAdds: true })).rejects.toMatchObject({ code: "not-adopted", message: expect.stringContaining("secrets of its own at token, which cannot be compared") as string });
    expect(alice.writes).toEqual([]);
    await apply(alice, { gateway: { mode: "local" }, list: ["x", "y"] }, { onlyAdds: true, unmanaged: ["token"] });
    expect(alice.document()).toEqual({ gateway: { mode: "local" }, token: "own", list: ["x", "y"] });
  });
});
