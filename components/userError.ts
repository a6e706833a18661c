import * as pulumi from "@pulumi/pulumi";
import { MolthubError } from "../sdk/errors";

/** Runs `work`; an error that is meant for the user is shown by Pulumi without a stack. */
export function shown<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MolthubError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
