import { randomBytes } from "node:crypto";
import { changedProperties, withoutProperties } from "./equal";
import { freezeInputs, frozenFailures } from "./frozen";
import type { Properties, ResourceHandler } from "./handler";
import { identityInputs } from "./inputs";

const schemaVersion = 1;

/** GatewayIdentity: the token of one bot. Random, made once, and made anew when `tokenVersion` changes. */
export const gatewayIdentity: ResourceHandler = {
  // A new bot is told of by its host.
  check: (olds, news) => ({ inputs: news, failures: frozenFailures(news, olds["bot"] === undefined || changedProperties(olds, news, ["tokenVersion"]).length === 0 ? undefined : "These would have changed: tokenVersion.") }),
  diff: (_id, olds, news) => ({ changes: changedProperties(olds, news, ["tokenVersion"]).length > 0 }),
  create: async (inputs) => ({ id: identityInputs.parse(inputs).bot, outs: withNewToken(inputs) }),
  read: async (id, outs) => ({ id, props: outs }),
  update: async (_id, _olds, news) => ({ outs: withNewToken(news) }),
  delete: async () => undefined,
};

function withNewToken(inputs: Properties): Properties {
  return { ...withoutProperties(inputs, freezeInputs), schemaVersion, token: randomBytes(32).toString("base64url") };
}
