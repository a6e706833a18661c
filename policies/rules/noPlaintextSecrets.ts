import { ConfigSchema, covers, isClearSecret, isPlainObject, isSecretRef, isUnknown, knownReleases, parsePattern, type ConfigValue, type GatewayRelease, type Path, type PathPattern } from "../../sdk/config";
import { mayBeSecret } from "../../sdk/import";
import type { ConfigEvidence } from "../evidence/configEvidence";
import { isRedacted, showSecrets } from "../evidence/redacted";
import { owaspLlm } from "../frameworks";
import { flagOption, namesOption } from "../options";
import { defineRule, type Finding } from "../rule";

export const noPlaintextSecrets = defineRule({
  name: "no-plaintext-secrets",
  severity: "critical",
  description: "No secret stands in clear in the configuration file of a bot.",
  why: "A literal in a configuration file is in every copy of it: backups, the gateway's own rejected writes, whatever a bot with a file tool reads aloud.",
  remedy: "Refer to the secret: `${NAME}` with the value in `env`, or a reference of the gateway's own ({ source, provider, id }).",
  evidence: "Every value of the document: where a gateway of any known release keeps secrets, under keys that are named like one, in the environments of programs and the headers of requests, and of the shape of a token or key, at any depth. What is left to the bot is refused where such places are in it, or where nothing is known of what is. Of the component: how each secret is held. Not seen: a secret by its shape only in another text that is left to the bot. A long word with digits may be taken for a key by mistake: `except` names such places.",
  framework: owaspLlm("LLM02:2025", "Sensitive Information Disclosure"),
  options: {
    except: namesOption([], "Paths where a literal is no secret, `*` for any one key, as in models.providers.demo.apiKey; and names of environment secrets that may come from the stack's state."),
    stateValues: flagOption(true, "False: also refuses secrets whose value is in the stack's state, encrypted, instead of in a store of secrets."),
    clearCopies: flagOption(true, "False: also refuses keys of model providers on Clawdbot, which writes them in clear into its models.json, reference or not."),
  },
  begin: () => ({
    bot: ({ secrets }, { except, stateValues }) =>
      secrets.flatMap(({ at, source, held }, index): Finding[] => {
        if (except.includes(at)) return [];
        const path = ["projection", "secrets", String(index)];
        if ((held as string) !== "environment" && (held as string) !== "store") return [{ path, what: `(${at}) is held in clear` }];
        return source === "value" && !stateValues ? [{ path, what: `(${at}) comes from the stack's state`, remedy: "Keep it in a store of secrets and refer to it there, or name it in the option `except`." }] : [];
      }),
    config: (config, { except, clearCopies }) => {
      const excepted = except.flatMap((text) => patternOf(text));
      const isExcepted = (path: Path): boolean => excepted.some((pattern) => covers(pattern, path));
      return [...clearSecrets(config, excepted).filter(({ path }) => !isExcepted(path)), ...(clearCopies ? [] : copiedKeys(config, isExcepted))];
    },
  }),
});

/** Of no secret's shape: it is one only by its place. */
const anyText = "x";

/** An environment name is a path, too. */
function patternOf(text: string): PathPattern[] {
  try {
    return [parsePattern(text, "except")];
  } catch {
    return [];
  }
}

function clearSecrets(config: ConfigEvidence, excepted: readonly PathPattern[]): Finding[] {
  const schema = schemaOf(config.release);
  const isSecret = (value: ConfigValue, path: Path): boolean => isClearSecret(value, path, schema) || mayBeSecret(value, path);
  const found: Finding[] = [];
  const visit = (value: ConfigValue, path: Path): void => {
    if (isUnknown(value)) found.push({ path, what: "is not known yet", undecided: true });
    else if (isRedacted(value)) found.push({ path, what: "is hidden in this export", remedy: showSecrets });
    else if (isSecretRef(value)) return;
    else if (Array.isArray(value)) visitList(value, path);
    else if (isPlainObject(value)) for (const [key, item] of Object.entries(value)) visit(item as ConfigValue, [...path, key]);
    else if (isSecret(value, path)) found.push({ path, what: "is a secret in clear" });
  };
  const visitList = (list: readonly ConfigValue[], path: Path): void => {
    const before = found.length;
    list.forEach((item, at) => visit(item, [...path, String(at)]));
    // As in ["--token", "abc"]: told of the list, because it is in none of its items.
    if (found.length === before && mayBeSecret([...list], path)) found.push({ path, what: "holds a secret in clear" });
  };
  visit(config.everywhere((path) => isSecret(anyText, path), excepted), []);
  return found;
}

function copiedKeys(config: ConfigEvidence, isExcepted: (path: Path) => boolean): Finding[] {
  const providers = ["models", "providers"];
  if (config.release.package !== "clawdbot" || isExcepted(providers)) return [];
  return config.members(...providers).flatMap((provider) => {
    const path = [...provider, "apiKey"];
    return isExcepted(path) || config.written(...path) === undefined ? [] : [{ path, what: "is copied in clear into the bot's models.json by its gateway", remedy: "Run the bot on a release that keeps references, or name the path in the option `except`." }];
  });
}

/** Sensitive places are the same for every release; one that is not known is told by another rule. */
function schemaOf(release: GatewayRelease): ConfigSchema {
  const known = knownReleases();
  const found = known.find((one) => one.package === release.package && one.version === release.version) ?? known[0];
  return ConfigSchema.of(found as GatewayRelease);
}
