interface CircuitBreakerOptions {
  /** this many failures open the breaker … */
  readonly failures: number;
  /** … if they happen within this time */
  readonly withinMs: number;
  /** for how long it then stays open */
  readonly openMs: number;
}

/**
 * Says whether a server is worth a call. After it has been open, calls are tried again: the first success forgets the
 * failures, and a failure opens it at once while the old ones are recent enough.
 */
export class CircuitBreaker {
  private failedAt: number[] = [];
  private openUntil = 0;

  constructor(
    private readonly options: CircuitBreakerOptions,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** For how many more ms it stays open; 0 where calls may be made. */
  get opensInMs(): number {
    return Math.max(0, this.openUntil - this.now());
  }

  recordSuccess(): void {
    this.failedAt = [];
  }

  recordFailure(): void {
    const { failures, withinMs, openMs } = this.options;
    const now = this.now();
    this.failedAt = [...this.failedAt.filter((at) => at > now - withinMs), now].slice(-failures);
    if (this.failedAt.length === failures) this.openUntil = now + openMs;
  }
}
