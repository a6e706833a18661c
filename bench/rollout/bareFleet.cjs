const path = require("node:path");
const pulumi = require("@pulumi/pulumi");

/** @typedef {{ bot: string, address: string, token: string, document: object }} BareBot */
/** @typedef {{ label: string, bots: string[], actions: object[] }} BareStep */
/** @typedef {{ deviceId: pulumi.Output<string>, publicKey: pulumi.Output<string>, privateKey: pulumi.Output<string> }} Device */
/** @typedef {Bare & { digest: pulumi.Output<string>, standing: pulumi.Output<object> }} Config */
/** @typedef {Bare & { opening: pulumi.Output<{ held: string[] }> }} Gate */

const release = { package: "openclaw", version: "2026.9.6" };
const unmanaged = ["agents.defaults.heartbeat.agentId", "agents.defaults.systemAgent.agentId", "talk.agentId", "agents.entries.*.workspace"];

/** A custom resource whose provider does nothing, found as Molthub's are. */
class Bare extends pulumi.CustomResource {
  /**
   * @param {string} type
   * @param {string} name
   * @param {pulumi.Inputs} inputs
   * @param {pulumi.CustomResourceOptions} opts
   */
  constructor(type, name, inputs, opts) {
    super(`pulumi-nodejs:dynamic/bench:${type}`, name, { ...inputs, __provider: `exports.handler=()=>require(${JSON.stringify(path.join(__dirname, "bareHandlers.cjs"))}).${type}` }, opts);
  }
}

class BareComponent extends pulumi.ComponentResource {
  /** @param {pulumi.Inputs} outputs */
  complete(outputs) {
    this.registerOutputs(outputs);
  }
}

/**
 * The floor: the resources of a `MoltbotFleet` with a rollout, as many, of the same size and with the same dependencies, as somebody who
 * has nothing but Pulumi's SDK would register them. Its handlers do nothing.
 *
 * @param {{ change: string, bots: BareBot[], steps: BareStep[] }} args
 */
module.exports = function bareFleet({ change, bots, steps }) {
  const names = bots.map(({ bot }) => bot);
  const fleet = new BareComponent("bench:index:Fleet", "fleet", { bots: names, ...release });
  const device = /** @type {Bare & Device} */ (new Bare("Device", "fleet-device", { deviceId: undefined, publicKey: undefined, privateKey: undefined }, { parent: fleet, additionalSecretOutputs: ["privateKey"] }));
  const { deviceId, publicKey, privateKey } = device;
  const rolloutId = deviceId.apply(() => change);
  const desired = deviceId.apply(() => Object.fromEntries(names.map((bot) => [bot, change.padEnd(16, "0")])));
  const byName = new Map(bots.map((bot) => [bot.bot, bot]));
  /** @type {Record<string, Config>} */
  const made = {};
  /** @type {Gate[]} */
  const gates = [];
  for (const [at, { label, bots: now, actions }] of steps.entries()) {
    const gate = gates.at(-1);
    for (const bot of now) made[bot] = instance(fleet, /** @type {BareBot} */ (byName.get(bot)), { deviceId, publicKey, privateKey }, rolloutId, gate);
    const later = steps.slice(at + 1).flatMap((step) => step.bots);
    const next = /** @type {Gate} */ (
      new Bare(
        "Gate",
        `fleet-gate-${String(at + 1)}`,
        {
          fleet: "fleet",
          label,
          rolloutId,
          desired,
          bots: pulumi.secret(Object.fromEntries(Object.entries(made).map(([bot, config]) => [bot, { standing: config.standing }]))),
          later,
          ...(gate && { before: gate.opening }),
          actions,
          pauses: false,
          opening: undefined,
          verdict: undefined,
        },
        { parent: fleet, additionalSecretOutputs: ["bots"] },
      )
    );
    gates.push(next);
  }
  fleet.complete({ endpoints: Object.fromEntries(bots.map(({ bot, address }) => [bot, address])) });
};

/**
 * @param {pulumi.Resource} parent
 * @param {BareBot} bot
 * @param {Device} device
 * @param {pulumi.Output<string>} rolloutId
 * @param {Gate | undefined} gate
 */
function instance(parent, bot, device, rolloutId, gate) {
  const projection = { bot: bot.bot, ...release, target: "external", channels: [], connectors: [], secrets: [], plugins: [], egress: { hosts: [], enforced: false } };
  const component = new BareComponent("bench:index:Instance", `fleet-${bot.bot}`, projection, { parent });
  const connection = connectionOf(bot, device);
  const config = /** @type {Config} */ (
    new Bare(
      "Config",
      `fleet-${bot.bot}-config`,
      {
        bot: bot.bot,
        release,
        document: bot.document,
        secretPaths: [],
        unmanaged,
        connection,
        dataId: `external ${bot.address}`,
        rolloutId,
        ...(gate && { held: gate.opening.apply(({ held }) => held.includes(bot.bot)) }),
        digest: undefined,
        changedPaths: undefined,
        restarted: undefined,
        standing: undefined,
      },
      { parent: component, additionalSecretOutputs: ["sealed", "secretValues", "applied", "standing"], dependsOn: gate ? [gate] : [] },
    )
  );
  component.complete({ endpoint: bot.address, token: pulumi.secret(bot.token) });
  return config;
}

/**
 * @param {BareBot} bot
 * @param {Device} device
 */
function connectionOf({ address, token }, device) {
  return { endpoint: { transport: "direct", address }, token: pulumi.secret(token), device };
}
