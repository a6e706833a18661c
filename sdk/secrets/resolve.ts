import { messageOf, MolthubError } from "../errors";
import { SecretReference } from "./reference";
import { resolvers } from "./resolvers";

/**
 * Gets the values of secrets, each from its source once: bots that share a secret have the same value in one run, and a store is asked as
 * seldom as may be.
 */
export class SecretValues {
  private readonly known = new Map<string, Promise<string>>();

  /**
   * @param from a reference as a text; not `value`
   * @throws MolthubError `secret-unresolved` or `invalid-secret`, without a value
   */
  async resolve(from: string): Promise<string> {
    const known = this.known.get(from);
    if (known !== undefined) return known;
    const value = resolveOnce(from);
    this.known.set(from, value);
    try {
      return await value;
    } catch (error) {
      // It may be mended while this runs.
      this.known.delete(from);
      throw error;
    }
  }
}

async function resolveOnce(from: string): Promise<string> {
  const { scheme } = SecretReference.parse(from);
  if (scheme === "value") throw new MolthubError("secret-unresolved", "a secret whose value the program gives was asked of a store");
  let value: string;
  try {
    value = await resolvers[scheme](from.slice(scheme.length + 1));
  } catch (error) {
    throw new MolthubError("secret-unresolved", `secret ${from}: ${messageOf(error)}.`);
  }
  if (value === "") throw new MolthubError("secret-unresolved", `secret ${from}: is empty. Give it a value at its source.`);
  return value;
}
