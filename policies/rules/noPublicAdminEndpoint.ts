import type { Path } from "../../sdk/config";
import type { ConfigEvidence } from "../evidence/configEvidence";
import { nist } from "../frameworks";
import { flagOption, namesOption } from "../options";
import { defineRule, type Finding } from "../rule";

// Flags that open the admin side of a gateway to whoever reaches it. Of both lines: a key that a line does not have is never set.
const flags: readonly (readonly [path: Path, what: string])[] = [
  [["gateway", "controlUi", "allowInsecureAuth"], "lets a browser in without proof of its device"],
  [["gateway", "controlUi", "dangerouslyDisableDeviceAuth"], "lets a browser in without proof of its device"],
  [["gateway", "controlUi", "dangerouslyAllowHostHeaderOriginFallback"], "takes any page for the Control UI that names the host"],
  [["gateway", "allowRealIpFallback"], "believes any client where it comes from"],
  [["gateway", "terminal", "enabled"], "gives whoever is let in a shell on the host"],
  [["gateway", "auth", "trustedProxy", "deviceAutoApprove", "enabled"], "approves devices that nobody looked at"],
  [["gateway", "auth", "trustedProxy", "allowLoopback"], "takes any process of the host for the proxy"],
  [["plugins", "entries", "admin-http-rpc", "enabled"], "serves the admin methods over plain HTTP, without proof of a device"],
];

export const noPublicAdminEndpoint = defineRule({
  name: "no-public-admin-endpoint",
  severity: "critical",
  description: "The admin side of a gateway is reached from its own machine only, and by whoever proves who they are.",
  why: "Whoever reaches a gateway's WebSocket or Control UI with its token is its operator: they read every chat, run tools and change its configuration. In a container, a gateway that is told nothing listens on all interfaces (openclaw 2026.9.6).",
  remedy: 'Set gateway.bind to "loopback" and reach the bot through a tunnel.',
  evidence: "Of the document: gateway.bind, gateway.auth, gateway.controlUi, gateway.tailscale, gateway.trustedProxies, gateway.portals, discovery.mdns and the plugin admin-http-rpc. Of the component: how the host exposes the port. Not seen: what a person starts a gateway with on an external host (`--bind`), and what stands in front of it there.",
  framework: nist("AC-17", "Remote Access"),
  options: {
    tailnet: flagOption(false, "True: a gateway may be served to the Tailscale network (bind, serve, its identity headers). Funnel stays refused."),
    trustedProxies: namesOption([], "Addresses of reverse proxies that gateways may trust, written as in the document. Auth by trusted proxy needs one."),
  },
  begin: () => ({
    bot: ({ host }) => (host === undefined || (host.exposure as string) === "loopback" ? [] : [{ path: ["projection", "host", "exposure"], what: "lets other machines connect", remedy: "Run the bot on a target that keeps its port to itself." }]),
    config: (config, { tailnet, trustedProxies }) => [
      ...bindFindings(config, tailnet),
      ...authFindings(config, tailnet, trustedProxies),
      ...flags.flatMap(([path, what]) => (config.value(...path) === true ? [{ path, what, remedy: "Remove it." }] : [])),
      ...originFindings(config),
      ...proxyFindings(config, trustedProxies),
    ],
  }),
});

function bindFindings(config: ConfigEvidence, tailnet: boolean): Finding[] {
  const path = ["gateway", "bind"];
  const blind = config.unseen.length;
  const bind = config.value(...path);
  const open: Finding[] = [];
  if (bind === undefined && config.unseen.length === blind) open.push({ path, what: "is not said, and a gateway in a container then listens on all interfaces" });
  else if (bind !== undefined && bind !== "loopback" && !(tailnet && bind === "tailnet")) open.push({ path, what: "lets other machines connect" });
  const mode = config.value("gateway", "tailscale", "mode");
  if (mode === "funnel") open.push({ path: ["gateway", "tailscale", "mode"], what: "puts the gateway on the internet", remedy: "Remove it." });
  else if (mode !== undefined && mode !== "off" && !tailnet) open.push({ path: ["gateway", "tailscale", "mode"], what: "serves the gateway to other machines", remedy: "Remove it, or set the option `tailnet`." });
  if (config.value("gateway", "portals", "ingress", "domain") !== undefined) open.push({ path: ["gateway", "portals", "ingress", "domain"], what: "serves portals to other machines", remedy: "Remove it." });
  if (config.value("discovery", "mdns", "mode") === "full") open.push({ path: ["discovery", "mdns", "mode"], what: "tells the network where the gateway is and how it is run", remedy: 'Set it to "off".' });
  return open;
}

function authFindings(config: ConfigEvidence, tailnet: boolean, trustedProxies: readonly string[]): Finding[] {
  const path = ["gateway", "auth", "mode"];
  const mode = config.value(...path);
  const found: Finding[] = [];
  if (mode === "trusted-proxy" && trustedProxies.length === 0) found.push({ path, what: "leaves it to a proxy to say who somebody is", remedy: 'Set it to "token", or name the proxy in the option `trustedProxies`.' });
  else if (mode !== undefined && mode !== "token" && mode !== "password" && mode !== "trusted-proxy") found.push({ path, what: "lets anybody in", remedy: 'Set it to "token".' });
  if (config.value("gateway", "auth", "allowTailscale") === true && !tailnet) found.push({ path: ["gateway", "auth", "allowTailscale"], what: "lets in by Tailscale's headers, without the token", remedy: "Remove it, or set the option `tailnet`." });
  return found;
}

function originFindings(config: ConfigEvidence): Finding[] {
  const path = ["gateway", "controlUi", "allowedOrigins"];
  const origins = config.list(...path) ?? [];
  return origins.some((origin) => origin.includes("*")) ? [{ path, what: "takes any web page for the Control UI", remedy: "Name the origins." }] : [];
}

function proxyFindings(config: ConfigEvidence, trusted: readonly string[]): Finding[] {
  const path = ["gateway", "trustedProxies"];
  const proxies = config.list(...path) ?? [];
  return proxies.some((proxy) => !trusted.includes(proxy)) ? [{ path, what: "believes a proxy that the rule does not know who is calling", remedy: "Remove it, or name it in the option `trustedProxies`." }] : [];
}
