/** The timers of one simulated process. They run at its pace, stop with it, and are late while it hangs. */
export class Timers {
  private readonly pending = new Set<NodeJS.Timeout>();
  private held: (() => void)[] | undefined;
  private wake: NodeJS.Timeout | undefined;

  /** @param pace milliseconds of ours that a millisecond of the simulated gateway takes */
  constructor(readonly pace: number) {}

  /** Calls `work` once, `ms` milliseconds of the gateway from now. Returns what takes it back. */
  after(ms: number, work: () => void): () => void {
    const timer = setTimeout(() => {
      this.pending.delete(timer);
      this.whenAwake(work);
    }, ms * this.pace);
    this.pending.add(timer);
    return () => {
      clearTimeout(timer);
      this.pending.delete(timer);
    };
  }

  /** Calls `work` now, or once the process no longer hangs. */
  whenAwake(work: () => void): void {
    if (this.held === undefined) work();
    else this.held.push(work);
  }

  /** Nothing happens for `ms` milliseconds of ours, as under SIGSTOP. */
  hang(ms: number): void {
    this.held ??= [];
    clearTimeout(this.wake);
    this.wake = setTimeout(() => {
      const held = this.held ?? [];
      this.held = undefined;
      for (const work of held) work();
    }, ms);
  }

  /** Forgets everything, as a process that ends. */
  clear(): void {
    for (const timer of this.pending) clearTimeout(timer);
    this.pending.clear();
    clearTimeout(this.wake);
    this.held = undefined;
  }
}
