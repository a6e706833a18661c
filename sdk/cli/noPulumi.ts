import { MolthubError } from "../errors";

/** There is no Pulumi to run. */
export function noPulumi(): MolthubError {
  return new MolthubError("no-pulumi", "pulumi is not on PATH. Install it, or run this through `npm run molthub --`.");
}
