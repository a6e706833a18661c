/** When a fault happens: at the nth request (from 1; connects count), or at the nth config write that arrives. */
export type FaultPoint = { readonly request: number } | { readonly write: number };

/**
 * What goes wrong. At writes only:
 *
 * - `die-before-persist`, `die-after-persist`: the process ends before or after the file is written
 * - `oom-after-persist`: the file is written, no answer comes, and `ms` later the process ends
 * - `cut-after-persist`: the file is written, and the connection is cut instead of an answer
 * - `silent-after-persist`: the file is written, no answer ever comes, and the running process keeps its config; all else works
 * - `not-applied`: the file is written, the running process keeps its config, and says so ("persisted but was not applied")
 * - `lie-applied`: the same, but it says that all is well, and that the revision is live
 * - `dead-channels`: all is well, but no channel is connected any more
 * - `no-return`: the restart that follows never ends
 *
 * At any request:
 *
 * - `die`: the process ends
 * - `cut`: the connection is cut
 * - `half-close`: the connection stays open, and nothing comes over it any more
 * - `hang`: the process does nothing for `ms`, as under SIGSTOP
 * - `slow`: the answer comes `ms` later
 * - `refuse`: the answer is UNAVAILABLE, and nothing is done
 */
export type FaultKind =
  | "die-before-persist"
  | "die-after-persist"
  | "oom-after-persist"
  | "cut-after-persist"
  | "silent-after-persist"
  | "not-applied"
  | "lie-applied"
  | "dead-channels"
  | "no-return"
  | "die"
  | "cut"
  | "half-close"
  | "hang"
  | "slow"
  | "refuse";

/** Something that goes wrong once, at a point of a gateway's life. */
export interface Fault {
  readonly at: FaultPoint;
  readonly do: FaultKind;
  /** Milliseconds of ours, where the fault takes time. Default 20. */
  readonly ms?: number;
}

/** The faults of one gateway, each told when it is due. */
export class FaultPlan {
  requests = 0;
  writes = 0;

  constructor(private readonly faults: readonly Fault[]) {}

  /** Counts a request, and gives what goes wrong with it. */
  next(isWrite: boolean): readonly Fault[] {
    this.requests++;
    if (isWrite) this.writes++;
    return this.faults.filter(({ at }) => ("request" in at ? at.request === this.requests : isWrite && at.write === this.writes));
  }
}
