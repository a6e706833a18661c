import { createHash } from "node:crypto";
import { isPlainObject, isSecretRef, isUnknown, referencesIn, type ConfigValue, type Path } from "../../sdk/config";
import { channelPlaces } from "../evidence/agents";
import type { ConfigEvidence } from "../evidence/configEvidence";
import { isRedacted, showSecrets } from "../evidence/redacted";
import { nist } from "../frameworks";
import { defineRule, type Finding, type Place } from "../rule";

// Who logs in with one of these twice steals messages from himself.
const credentials = ["botToken", "token", "appToken", "authDir"];

export const isolation = defineRule({
  name: "isolation",
  severity: "high",
  description: "No two bots of a stack share a port, an address, a folder, a gateway token or a channel account.",
  why: "Two gateways in one state directory destroy each other's data; two on one channel account take turns at its messages; one gateway token for two bots makes the operator of one the operator of both.",
  remedy: "Give each bot its own.",
  evidence: "Stack-wide, over all fleets: ports, folders and tokens of hosts, addresses and tokens of external bots, channel tokens in documents (through `${NAME}` where Molthub hosts the bot and knows its environment, and through references to a store that Molthub fills), and the references of connectors that are not shared. Compared by hash; told without values. Not seen: what an external bot has behind `${NAME}`, what a person put into a store, and other stacks.",
  framework: nist("SC-39", "Process Isolation"),
  options: {},
  begin: () => {
    const owners = new Owners();
    const environments = new Map<string, Readonly<Record<string, unknown>> | undefined>();
    return {
      bot: ({ connectors }, _options, place) =>
        connectors.flatMap(({ shared, references }, at) => (shared ? [] : references.flatMap((reference) => owners.claim("reference", reference, ["projection", "connectors", String(at)], "is a credential that is also used by", place)))),
      host: ({ port, dataDir, token, environment }, _options, place) => {
        environments.set(place.instance, isPlainObject(environment) ? environment : undefined);
        return [...owners.claim("port", port, ["port"], "is also the port of", place), ...owners.claim("folder", dataDir, ["dataDir"], "is also the folder of", place), ...owners.claim("token", token, ["token"], "is also the token of", place)];
      },
      config: (config, _options, place) => [
        ...connectionFindings(config.connection, owners, place, environments.has(place.instance)),
        ...channelPlaces(config).flatMap((holder) =>
          credentials.flatMap((key) => {
            const path = [...holder, key];
            const value = valueOf(config, path, environments.get(place.instance));
            if (isUnknown(value)) return [{ path, what: "is not known yet", undecided: true }];
            // A Slack token and a Telegram token are told apart by their channel.
            return value === undefined ? [] : owners.claim(`${holder[1] ?? ""} ${key}`, value, path, "is a channel account that is also used by", place);
          }),
        ),
      ],
    };
  },
});

/** Who has what, by hash. */
class Owners {
  private readonly held = new Map<string, Place>();

  claim(kind: string, value: unknown, path: Path, what: string, place: Place): Finding[] {
    if (isRedacted(value)) return [{ path, what: "is hidden in this export, so it is not compared", remedy: showSecrets }];
    // What Molthub is still to make is nobody else's.
    if (value === undefined || isUnknown(value)) return [];
    const key = `${kind} ${createHash("sha256").update(JSON.stringify(value)).digest("base64")}`;
    const owner = this.held.get(key);
    if (owner === undefined || owner.instance === place.instance) {
      this.held.set(key, place);
      return [];
    }
    return [{ path, what: `${what} bot ${owner.bot}` }];
  }
}

function connectionFindings(connection: unknown, owners: Owners, place: Place, isHosted: boolean): Finding[] {
  if (isUnknown(connection)) return isHosted ? [] : [{ path: ["connection"], what: "is not known yet", undecided: true }];
  if (!isPlainObject(connection) || connection["endpoint"] === undefined || connection["token"] === undefined) return [{ path: ["connection"], what: "is missing, so this rule cannot judge the bot", remedy: "Run with the Molthub that this pack is of." }];
  const { endpoint, token } = connection;
  const address = isPlainObject(endpoint) ? endpoint["address"] : endpoint;
  // Molthub makes the port and the token of a bot that it hosts; of another one, somebody gives them.
  if ((isUnknown(address) || isUnknown(token)) && !isHosted) return [{ path: ["connection"], what: "is not known yet", undecided: true }];
  return [...owners.claim("address", address, ["connection", "endpoint"], "is also the address of", place), ...owners.claim("token", token, ["connection", "token"], "is also the token of", place)];
}

/** What a credential is, as far as it can be seen: of `${NAME}`, what the bot's environment has; of a reference to its store, what Molthub puts there. */
function valueOf(config: ConfigEvidence, path: string[], environment: Readonly<Record<string, unknown>> | undefined): ConfigValue | undefined {
  const value = config.written(...path);
  if (isSecretRef(value)) {
    const { source, id } = value as unknown as Record<string, string>;
    const known = source === "env" ? environment : source === "store" ? config.stored : undefined;
    return known?.[id ?? ""] as ConfigValue | undefined;
  }
  if (typeof value !== "string") return undefined;
  const [name] = referencesIn(value);
  if (name === undefined) return value;
  return path.at(-1) === "authDir" ? undefined : (environment?.[name] as ConfigValue | undefined);
}
