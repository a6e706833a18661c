// Providers of the floor: they do nothing, and give back as much as Molthub's do.

/** @typedef {Record<string, unknown>} Properties */

/** @param {(inputs: Properties) => Properties} outsOf */
function handler(outsOf) {
  return {
    check: async (/** @type {Properties} */ _olds, /** @type {Properties} */ news) => ({ inputs: news, failures: [] }),
    diff: async (/** @type {string} */ _id, /** @type {Properties} */ olds, /** @type {Properties} */ news) => ({ changes: olds["rolloutId"] !== news["rolloutId"] }),
    create: async (/** @type {Properties} */ inputs) => ({ id: "bare", outs: outsOf(inputs) }),
    read: async (/** @type {string} */ id, /** @type {Properties} */ props) => ({ id, props }),
    update: async (/** @type {string} */ _id, /** @type {Properties} */ _olds, /** @type {Properties} */ news) => ({ outs: outsOf(news) }),
    delete: async () => undefined,
  };
}

const digest = "0".repeat(64);
const bootId = "00000000-0000-0000-0000-000000000000";
const hash = `hmac-sha256:v1:${"0".repeat(43)}`;

exports.Device = handler(({ __provider }) => ({ __provider, deviceId: digest, publicKey: "0".repeat(43), privateKey: "0".repeat(119) }));

exports.Config = handler(({ document, held: _, ...inputs }) => {
  const { rolloutId, connection, release, dataId, unmanaged } = inputs;
  const facts = { digest, secretPaths: [], sealed: {}, references: [], seen: { hash, revision: hash, visible: digest.slice(32) }, verifiedAt: "2026-01-01T00:00:00.000Z", bootId };
  const standing = { rolloutId, connection, release, dataId, environment: [], unmanaged, created: false, back: { digest, patch: { messages: { ackReaction: "" } }, secretPaths: [] }, ...facts };
  return { ...inputs, ...facts, previousDigest: digest, changedPaths: ["messages.ackReaction"], restarted: false, applied: { document, digest, secretPaths: [] }, standing };
});

exports.Gate = handler(({ __provider, fleet, label, rolloutId, desired, bots }) => ({ __provider, fleet, label, rolloutId, desired, settled: desired, touched: Object.keys(/** @type {object} */ (bots)), opening: { ids: [rolloutId], held: [] }, verdict: "passed" }));
