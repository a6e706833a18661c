import type { SecretScheme } from "../reference";
import { env } from "./env";
import { exec } from "./exec";
import { file } from "./file";
import { awsSecretsManager, gcpSecretManager, onePassword, vault } from "./vendors";

/**
 * Gets the value of a secret from who keeps it.
 *
 * @param rest the reference without its scheme
 * @throws Error that says what is wrong and what to do, without a value or anything that the store printed
 */
export type Resolver = (rest: string) => string | Promise<string>;

/** One for every scheme whose value the program does not have itself. */
export const resolvers: Readonly<Record<Exclude<SecretScheme, "value">, Resolver>> = {
  env,
  file,
  exec,
  vault,
  op: onePassword,
  "aws-sm": awsSecretsManager,
  "gcp-sm": gcpSecretManager,
};
