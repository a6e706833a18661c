import type { Endpoint } from "../../sdk/gateway";
import { configInputs, configOutputs, gatewayInputs } from "../providers/bots";

/** A value as `pulumi stack export --show-secrets` tells a secret: JSON text in an envelope. */
function secret(value: unknown): unknown {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: JSON.stringify(value) };
}

/** What is otherwise with a bot. */
export interface BotState {
  /** Inputs of its GatewayConfig. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Outputs of its GatewayConfig. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Outputs of its LocalGateway; `none` where Molthub does not host it. */
  readonly host?: Readonly<Record<string, unknown>> | "none";
}

/** The state of a stack with these bots, each with its resources. */
export function stackWith(bots: Readonly<Record<string, Endpoint>>, states: Readonly<Record<string, BotState>> = {}, connectors: readonly object[] = []): unknown {
  const resources = Object.entries(bots).flatMap(([bot, endpoint]) => {
    const { inputs = {}, outputs = {}, host = {} } = states[bot] ?? {};
    const given = { ...configInputs(endpoint), ...inputs };
    const { connection, sealed, ...others } = { ...configOutputs(given), ...outputs } as { connection: { token: string; device: { privateKey: string } }; sealed: unknown };
    const hidden = { ...connection, token: secret(connection.token), device: { ...connection.device, privateKey: secret(connection.device.privateKey) } };
    const hostOutputs = { ...gatewayInputs(), bot, machine: "another machine", environment: secret({ API_KEY: "ENV-MARKER-1" }), ...(host === "none" ? {} : host) };
    return [
      { urn: `urn:${bot}`, type: "molthub:index:MoltbotInstance", custom: false },
      ...(host === "none" ? [] : [{ urn: `urn:${bot}-gateway`, type: "pulumi-nodejs:dynamic/molthub:LocalGateway", custom: true, inputs: {}, outputs: hostOutputs }]),
      {
        urn: `urn:${bot}-config`,
        type: "pulumi-nodejs:dynamic/molthub:GatewayConfig",
        custom: true,
        inputs: { ...given, document: secret(given["document"]), connection: hidden },
        outputs: { ...others, bot, connection: hidden, sealed: secret(sealed) },
      },
    ];
  });
  return { version: 3, deployment: { manifest: {}, resources: [{ urn: "urn:stack", type: "pulumi:pulumi:Stack", custom: false, outputs: { note: secret("x") } }, ...connectors.map((inputs, at) => ({ urn: `urn:connector-${String(at)}`, type: "molthub:index:Connector", custom: false, inputs, outputs: {} })), ...resources] } };
}
