/** The limit on config writes, per method, refused ones included; whoever calls (openclaw 2026.9.6: per device and address). */
export class RateLimit {
  private readonly windows = new Map<string, { readonly endsAt: number; calls: number }>();

  constructor(
    private readonly windowMs: number,
    readonly callsPerWindow: number,
  ) {}

  /** Counts a call. What is left to wait, in ms, where it is one too many. */
  waitFor(method: string): number | undefined {
    const now = performance.now();
    const known = this.windows.get(method);
    const window = known === undefined || known.endsAt <= now ? { endsAt: now + this.windowMs, calls: 0 } : known;
    this.windows.set(method, window);
    window.calls++;
    return window.calls > this.callsPerWindow ? Math.ceil(window.endsAt - now) : undefined;
  }
}
