import type { ReloadKind } from "./table";

/** What happens to a bot when leaves of these kinds change together. */
export function strongestKind(kinds: readonly ReloadKind[]): ReloadKind {
  return kinds.includes("restart") ? "restart" : kinds.includes("hot") ? "hot" : "none";
}
