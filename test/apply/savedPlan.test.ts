import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { planFences, readSavedPlan, requirePlanned, type PlannedBot, type PlannedWrite, type SavedPlan } from "../../sdk/apply";
import { diffDocuments, digestOf, fingerprint, fingerprintsOf, formatPath, publicDigestOf, redactionMarker, toPointer, withoutUnmanaged, type ConfigDocument, type ConfigValue, type Path } from "../../sdk/config";
import { MolthubError } from "../../sdk/errors";
import { documents } from "../config/documents";

const folder = mkdtempSync(join(tmpdir(), "molthub-plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

const key = "device-key";
const dataId = "data-1";

/** The plan of one bot: from this document to that one. */
function planned(base: ConfigDocument, wanted: ConfigDocument, more: Partial<PlannedBot> = {}): PlannedBot {
  const { unmanaged = [], without = [] } = more;
  const leaves = fingerprintsOf(withoutUnmanaged(base, unmanaged), key);
  const paths = diffDocuments(base, wanted).map(({ path }) => formatPath(path));
  return { bot: "alice", urn: "urn:alice", dataId: fingerprint(dataId, key), action: "update", class: "hot", base: { digest: digestOf(leaves), leaves }, wanted: publicDigestOf(wanted, unmanaged, without), without, unmanaged, paths, host: [], ...more };
}

const without = (bot: PlannedBot, ...keys: string[]): PlannedBot => Object.fromEntries(Object.entries(bot).filter(([key]) => !keys.includes(key))) as PlannedBot;
const fileWith = (...bots: PlannedBot[]): SavedPlan => ({ schemaVersion: 1, stack: "dev", project: "p", time: "2026-09-01T00:00:00.000Z", bots });
const write = (wanted: ConfigDocument, more: Partial<PlannedWrite> = {}): PlannedWrite => ({ bot: "alice", dataId, wanted, unmanaged: [], sealed: {}, key, ...more });

function refusal(saved: SavedPlan, wanted: PlannedWrite, live: ConfigDocument | undefined): { code: string; message: string } | undefined {
  try {
    requirePlanned(saved, wanted, live);
    return undefined;
  } catch (error) {
    if (error instanceof MolthubError) return { code: error.code, message: error.message };
    throw error;
  }
}

const again = 'Nothing was written to it. Make a new plan ("molthub plan --out <file>") and look at it.';
const [base, wanted] = [{ messages: { responsePrefix: "a" }, logging: { level: "info" } }, { messages: { responsePrefix: "b" }, logging: { level: "info" } }];

/** A document, and the same with one leaf changed, taken away or added. */
const singleEdits = fc.tuple(documents, fc.nat(), fc.constantFrom("change", "take", "add")).map(([document, at, how]): { document: ConfigDocument; edited: ConfigDocument; path: Path } => {
  const leaves = diffDocuments({}, document).map(({ path }) => path);
  const path = how === "add" || leaves.length === 0 ? ["added by hand"] : (leaves[at % leaves.length] as Path);
  return { document, edited: withValue(document, path, how === "take" && leaves.length > 0 ? undefined : "edited by hand"), path };
});

function withValue(document: ConfigDocument, [first = "", ...rest]: Path, value: ConfigValue | undefined): ConfigDocument {
  const { [first]: inner, ...others } = document;
  const changed = rest.length === 0 ? value : withValue(inner as ConfigDocument, rest, value);
  return changed === undefined ? others : { ...others, [first]: changed };
}

describe("a write with a plan file", () => {
  it("may take the bot from the document of the plan to the document of the plan", () => {
    fc.assert(
      fc.property(documents, documents, (from, to) => {
        expect(refusal(fileWith(planned(from, to)), write(to), from)).toBeUndefined();
      }),
    );
  });

  it("may find its work done", () => {
    fc.assert(
      fc.property(documents, documents, (from, to) => {
        expect(refusal(fileWith(planned(from, to)), write(to), to)).toBeUndefined();
      }),
    );
  });

  it("is refused after any edit of one leaf of the live document, which it names exactly", () => {
    fc.assert(
      fc.property(singleEdits, documents, ({ document, edited, path }, to) => {
        fc.pre(diffDocuments(edited, to).length > 0);
        expect(diffDocuments(document, edited).map((change) => toPointer(change.path))).toEqual([toPointer(path)]);
        expect(refusal(fileWith(planned(document, to)), write(to), edited)).toEqual({ code: "edited-since-plan", message: `bot alice: it was changed at ${formatPath(path)} after the plan was made. ${again}` });
      }),
    );
  });

  it("is refused where the program wants another document, at a path of the plan or elsewhere", () => {
    const saved = fileWith(planned(base, wanted));
    expect(refusal(saved, write({ ...wanted, messages: { responsePrefix: "c" } }), base)).toEqual({
      code: "not-in-plan",
      message: `bot alice: its document is another one than planned at messages.responsePrefix or at a path that is the bot's own: the program, a layer or a setting was changed after the plan was made. ${again}`,
    });
    expect(refusal(saved, write({ ...wanted, ui: { seamColor: "#000000" } }), base)).toEqual({ code: "not-in-plan", message: `bot alice: it would also be changed at ui.seamColor, which the plan does not show. ${again}` });
    expect(refusal(saved, write(wanted, { unmanaged: ["ui"] }), base)?.code).toBe("not-in-plan");
  });

  it("is refused where the bot differs from its layers at a path that the plan did not show", () => {
    const drifted = { ...base, logging: { level: "debug" } };
    expect(refusal(fileWith(planned(drifted, wanted, { paths: ["messages.responsePrefix"] })), write(wanted), drifted)).toEqual({ code: "not-in-plan", message: `bot alice: it would also be changed at logging.level, which the plan does not show. ${again}` });
  });

  it("is refused for a bot that is not in the plan, that nobody saw, that is another one, or whose file is lost", () => {
    const saved = fileWith(planned(base, wanted));
    expect(refusal(saved, write(wanted, { bot: "bob" }), base)).toEqual({ code: "not-in-plan", message: `bot bob: it is not in the plan. ${again}` });
    const unseen = without(planned(base, wanted), "base");
    expect(refusal(fileWith(unseen), write(wanted), base)).toEqual({ code: "not-in-plan", message: `bot alice: it could not be asked when the plan was made, so nobody has seen what a write would replace. ${again}` });
    expect(refusal(fileWith(unseen), write(wanted), wanted)).toBeUndefined();
    for (const other of ["data-2", undefined]) expect(refusal(saved, write(wanted, { dataId: other }), base)?.message).toContain("it had another address or folder when the plan was made, or was not there yet");
    expect(refusal(saved, write(wanted), undefined)).toEqual({ code: "edited-since-plan", message: `bot alice: its config file was lost or made invalid after the plan was made. ${again}` });
    expect(refusal(fileWith({ ...planned(base, wanted), action: "delete" }), write(wanted), base)?.message).toContain("it is not in the plan");
  });

  it("makes a new bot with the planned document only", () => {
    const created = without(planned({}, wanted, { action: "create", class: "create", paths: [] }), "base", "dataId");
    const fresh = { dataId: undefined };
    expect(refusal(fileWith(created), write(wanted, fresh), { gateway: { mode: "local" } })).toBeUndefined();
    expect(refusal(fileWith(created), write(wanted, fresh), undefined)).toBeUndefined();
    expect(refusal(fileWith(created), write(base, fresh), undefined)?.code).toBe("not-in-plan");
    // By another run, since.
    expect(refusal(fileWith(created), write(wanted), base)?.code).toBe("not-in-plan");
  });

  it("tells bots of one name apart", () => {
    const other = planned(wanted, base, { dataId: fingerprint("data-2", key) });
    expect(refusal(fileWith(other, planned(base, wanted)), write(wanted), base)).toBeUndefined();
    expect(refusal(fileWith(other, planned(base, wanted)), write(base, { dataId: "data-2" }), wanted)).toBeUndefined();
    expect(refusal(fileWith(other, planned(base, wanted)), write(base), base)?.code).toBe("not-in-plan");
  });

  it("leaves to the bot what is the bot's own", () => {
    const own = { unmanaged: ["agents.*.name"] };
    const saved = fileWith(planned({ ...base, agents: { a: { name: "x" } } }, { ...wanted, agents: { a: { name: "y" } } }, { ...own, paths: ["messages.responsePrefix"] }));
    expect(refusal(saved, write({ ...wanted, agents: { a: { name: "y" } } }, own), { ...base, agents: { a: { name: "called so by the bot" } } })).toBeUndefined();
  });

  it("takes back what was the bot's own as far as the plan says so", () => {
    const mine = { ...base, agents: { a: { name: "x" } } };
    expect(refusal(fileWith(planned(mine, wanted, { paths: ["messages.responsePrefix", "agents.*.name"] })), write(wanted), mine)).toBeUndefined();
    expect(refusal(fileWith(planned(mine, wanted, { paths: ["messages.responsePrefix"] })), write(wanted), mine)?.message).toContain("agents.a.name");
  });
});

describe("secrets under a plan file", () => {
  const redacted = { ...base, channels: { slack: { botToken: redactionMarker } } };
  const withToken = (document: ConfigDocument, botToken: string): ConfigDocument => ({ ...document, channels: { slack: { botToken } } });
  const sealed = { "/channels/slack/botToken": "old-token" };
  const hidden = { without: ["/channels/slack/botToken"] };

  it("may change where the plan says so, to whatever they are", () => {
    const saved = fileWith(planned(withToken(base, "old-token"), withToken(wanted, "[secret]"), hidden));
    expect(refusal(saved, write(withToken(wanted, "new-token"), { sealed }), redacted)).toBeUndefined();
    // Written by a run that ended before it could say so.
    expect(refusal(saved, write(withToken(wanted, "new-token"), { sealed }), { ...wanted, channels: { slack: { botToken: redactionMarker } } })).toBeUndefined();
  });

  it("may not change where the plan does not say so, and no message has their value", () => {
    const saved = fileWith(planned(withToken(base, "old-token"), withToken(wanted, "[secret]"), { ...hidden, paths: ["messages.responsePrefix"] }));
    expect(refusal(saved, write(withToken(wanted, "old-token"), { sealed }), redacted)).toBeUndefined();
    const refused = refusal(saved, write(withToken(wanted, "new-token"), { sealed }), redacted);
    expect(refused).toEqual({ code: "not-in-plan", message: `bot alice: it would also be changed at channels.slack.botToken, which the plan does not show. ${again}` });
  });

  it("are seen to be edited where a gateway shows them", () => {
    const saved = fileWith(planned(withToken(base, "old-token"), withToken(wanted, "[secret]"), hidden));
    const refused = refusal(saved, write(withToken(wanted, "new-token"), { sealed }), withToken(base, "EDITED-MARKER"));
    expect(refused).toEqual({ code: "edited-since-plan", message: `bot alice: it was changed at channels.slack.botToken after the plan was made. ${again}` });
  });
});

describe("a plan file", () => {
  const write1 = (text: string): string => {
    const path = join(folder, "plan.json");
    writeFileSync(path, text);
    return path;
  };
  const reading = (text: string): (() => unknown) => () => readSavedPlan(write1(text));
  const good = fileWith(planned(base, wanted), { bot: "bob", urn: "urn:bob", action: "delete", class: "delete", without: [], unmanaged: [], paths: [], host: [] });

  it("is read as it was written, for any documents", () => {
    fc.assert(
      fc.property(documents, documents, (from, to) => {
        const saved = fileWith(planned(from, to));
        expect(readSavedPlan(write1(JSON.stringify(saved)))).toEqual(saved);
      }),
    );
    expect(readSavedPlan(write1(JSON.stringify(good)))).toEqual(good);
  });

  it.each([
    ["nothing", "", "is no JSON"],
    ["half of one", JSON.stringify(good).slice(0, 300), "is no JSON"],
    ["a list", "[]", "is no plan of molthub"],
    ["a secret", '"sk-SECRET-MARKER"', "is no plan of molthub"],
    ["a secret that is no JSON", "sk-SECRET-MARKER", "is no JSON"],
    ["a plan of Pulumi", JSON.stringify({ manifest: {}, resourcePlans: {} }), "is no plan of molthub"],
    ["a later version", JSON.stringify({ ...good, schemaVersion: 2 }), "was made by another version of molthub"],
    ["a bot without a name", JSON.stringify({ ...good, bots: [{ ...good.bots[0], bot: undefined }] }), 'is not as molthub writes it, at bots["0"].bot'],
    ["more than it knows", JSON.stringify({ ...good, force: true }), "is not as molthub writes it, at <root>"],
    ["a value in the place of a hash", JSON.stringify({ ...good, bots: [{ ...good.bots[0], base: { digest: good.bots[0]?.base?.digest, leaves: { "/a": "sk-SECRET-MARKER" } } }] }), 'is not as molthub writes it, at bots["0"].base.leaves["/a"]'],
    ["a base that was changed", JSON.stringify({ ...good, bots: [{ ...good.bots[0], base: { ...good.bots[0]?.base, leaves: {} } }] }), "was changed by hand: the digest of bot alice is not that of its leaves"],
  ])("is not %s", (_what, text, message) => {
    expect(reading(text)).toThrow(message);
    expect(reading(text)).toThrow(expect.objectContaining({ code: "invalid-plan", message: expect.not.stringContaining("MARKER") as string }) as Error);
  });

  it("has paths that are paths", () => {
    expect(reading(JSON.stringify(fileWith(planned(base, wanted, { paths: ["a..b"] }))))).toThrow("bot alice: paths");
    expect(reading(JSON.stringify(fileWith(planned(base, wanted, { paths: ["<root>"] }))))).toThrow("bot alice: paths");
  });

  it("that is not there is named", () => {
    expect(() => readSavedPlan(join(folder, "nowhere.json"))).toThrow(expect.objectContaining({ code: "no-plan" }) as Error);
  });

  it("fences the writes of who has its name in the environment, and of nobody else", () => {
    const fences = planFences({ MOLTHUB_PLAN_FILE: write1(JSON.stringify(fileWith(planned(base, wanted)))) });
    const fence = fences(write(wanted));
    expect(() => fence(base)).not.toThrow();
    expect(() => fence({ ...base, ui: {} })).toThrow("it was changed at ui after the plan was made");
    expect(() => fences(write(base))(base)).toThrow("its document is another one than planned");
    expect(() => planFences({})(write(base))({ whatever: 1 })).not.toThrow();
    expect(() => planFences({ MOLTHUB_PLAN_FILE: join(folder, "nowhere.json") })(write(wanted))(base)).toThrow("cannot read the plan file");
  });
});
