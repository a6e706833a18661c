import type { Endpoint } from "../../sdk/gateway";
import { configInputs, configOutputs, gatewayInputs } from "../providers/bots";

/** A value as `pulumi stack export --show-secrets` tells a secret: JSON text in an envelope. */
function secret(value: unknown): unknown {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: JSON.stringify(value) };
}

/** The state of a stack with these bots, each with its resources. */
export function stackWith(bots: Readonly<Record<string, Endpoint>>): unknown {
  const resources = Object.entries(bots).flatMap(([bot, endpoint]) => {
    const { connection, sealed, ...outputs } = configOutputs(configInputs(endpoint)) as { connection: { token: string; device: { privateKey: string } }; sealed: unknown };
    const device = { ...connection.device, privateKey: secret(connection.device.privateKey) };
    return [
      { urn: `urn:${bot}`, type: "molthub:index:MoltbotInstance", custom: false },
      { urn: `urn:${bot}-gateway`, type: "pulumi-nodejs:dynamic/molthub:LocalGateway", custom: true, outputs: { ...gatewayInputs(), bot, environment: secret({ API_KEY: "ENV-MARKER-1" }) } },
      { urn: `urn:${bot}-config`, type: "pulumi-nodejs:dynamic/molthub:GatewayConfig", custom: true, outputs: { ...outputs, bot, connection: { ...connection, token: secret(connection.token), device }, sealed: secret(sealed) } },
    ];
  });
  return { version: 3, deployment: { manifest: {}, resources: [{ urn: "urn:stack", type: "pulumi:pulumi:Stack", custom: false, outputs: { note: secret("x") } }, ...resources] } };
}
