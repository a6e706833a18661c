import { outputOf } from "./command";

// Each by the vendor's own program, which finds its own login: no credential of a store goes through here.

/** HashiCorp Vault, `<path>#<field>`. */
export function vault(rest: string): Promise<string> {
  const [path = "", field = ""] = rest.split("#");
  return outputOf("vault", ["kv", "get", `-field=${field}`, path], "See that VAULT_ADDR is set and `vault login` was done, and that the path and its field are there");
}

/** 1Password, `//<vault>/<item>/<field>`. */
export function onePassword(rest: string): Promise<string> {
  return outputOf("op", ["read", "--no-newline", `op:${rest}`], "See that `op signin` was done, or OP_SERVICE_ACCOUNT_TOKEN is set, and that the item and its field are there");
}

/** AWS Secrets Manager, `<name or ARN>[#<key of its JSON>]`. */
export async function awsSecretsManager(rest: string): Promise<string> {
  const [id = "", key] = rest.split("#");
  const text = await outputOf("aws", ["secretsmanager", "get-secret-value", "--secret-id", id, "--query", "SecretString", "--output", "text"], "See that `aws sts get-caller-identity` works, and that it may read the secret");
  return key === undefined ? text : memberOfJson(text, key);
}

/** Google Secret Manager, `<project>/<secret>[#<version>]`. */
export function gcpSecretManager(rest: string): Promise<string> {
  const [name = "", version = "latest"] = rest.split("#");
  const [project = "", secret = ""] = name.split("/");
  return outputOf("gcloud", ["secrets", "versions", "access", version, `--secret=${secret}`, `--project=${project}`], "See that `gcloud auth login` was done, and that it may read the secret");
}

function memberOfJson(text: string, key: string): string {
  const value = jsonOf(text)?.[key];
  if (typeof value === "string") return value;
  throw new Error(`the secret has no text under ${JSON.stringify(key)}. Look at its keys, and name one of them after the #`);
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
