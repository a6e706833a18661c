import { expect, it } from "vitest";
import { askedBots } from "../../../sdk/cli/import/askedBots";

it("each bot has its address and, from the environment, its own token or the one of all", () => {
  const environment = { MOLTHUB_TOKEN_MY_BOT: "own", MOLTHUB_TOKEN: "all", MOLTHUB_TOKEN_BOB: "" };
  expect(askedBots(["my-bot=ws://127.0.0.1:18789/", "bob=wss://bob.example", "carol=ws://[::1]:80"], environment)).toEqual([
    { bot: "my-bot", address: "ws://127.0.0.1:18789", token: "own", tokenVariable: "MOLTHUB_TOKEN_MY_BOT" },
    { bot: "bob", address: "wss://bob.example", token: "all", tokenVariable: "MOLTHUB_TOKEN" },
    { bot: "carol", address: "ws://[::1]", token: "all", tokenVariable: "MOLTHUB_TOKEN" },
  ]);
});

const address = "its address must be ws://host:port or wss://host:port and nothing else. A token is never part of it: set MOLTHUB_TOKEN_ALICE.";

const refused: readonly [what: string, asked: readonly string[], message: string][] = [
  ["an address without a name", ["ws://127.0.0.1:1"], 'a bot is given by its name and address, as in alice=ws://127.0.0.1:18789; one of the arguments has no name before a "="'],
  ["an empty name", ["=ws://127.0.0.1:1"], "a bot is given by its name and address"],
  ["a name that no bot can have", ["Alice=ws://127.0.0.1:1"], "bot Alice: a bot's name is 1 to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit."],
  ["a token in the query", ["alice=ws://127.0.0.1:1?token=MARKER"], `bot alice: ${address}`],
  ["a token before the host", ["alice=ws://user:MARKER@127.0.0.1:1"], `bot alice: ${address}`],
  ["a path", ["alice=ws://127.0.0.1:1/MARKER"], `bot alice: ${address}`],
  ["another kind of address", ["alice=http://127.0.0.1:1"], `bot alice: ${address}`],
  ["no address", ["alice=MARKER"], `bot alice: ${address}`],
  ["one name twice", ["alice=ws://127.0.0.1:1", "alice=ws://127.0.0.1:2"], "bot alice: is given twice. Give each bot a name of its own."],
  ["one address twice", ["alice=ws://127.0.0.1:1", "bob=ws://127.0.0.1:1/"], "bot bob: target: external: address: is also the address of bot alice. Two bots cannot share a gateway: remove one of them."],
];

it.each(refused)("%s is refused, and not repeated", (_what, asked, message) => {
  expect(() => askedBots(asked, { MOLTHUB_TOKEN: "t" })).toThrow(message);
  expect(() => askedBots(asked, { MOLTHUB_TOKEN: "t" })).not.toThrow("MARKER");
});

it("a missing token is told by the variable it belongs in", () => {
  expect(() => askedBots(["my-bot=ws://127.0.0.1:1"], { MOLTHUB_TOKEN: "" })).toThrow("bot my-bot: its token is not in the environment. Set MOLTHUB_TOKEN_MY_BOT, or MOLTHUB_TOKEN for all bots that have none of their own.");
});
