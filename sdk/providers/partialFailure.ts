import { MolthubError } from "../errors";
import type { Properties } from "./handler";

/**
 * A resource that was changed, and is not well all the same. The engine keeps its new outputs and fails the run; the next run looks at it
 * again (`ErrorResourceInitFailed` of the provider protocol).
 */
export class PartialFailure extends MolthubError {
  constructor(
    code: string,
    message: string,
    readonly id: string,
    /** The outputs. */
    readonly properties: Properties,
  ) {
    super(code, message);
  }
}
