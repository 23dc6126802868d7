interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

interface Window {
  /** only the last so many */
  readonly most: number;
  /** only those of the last so many ms */
  readonly forMs: number;
}

/** How long something took lately, in a place of fixed size: noting one is two numbers written, and no more. */
export class RecentDurations {
  private readonly recordedAt: Float64Array;
  private readonly durations: Float64Array;
  private recorded = 0;

  constructor(private readonly window: Window) {
    this.recordedAt = new Float64Array(window.most);
    this.durations = new Float64Array(window.most);
  }

  record(milliseconds: number): void {
    const place = this.recorded++ % this.window.most;
    this.recordedAt[place] = performance.now();
    this.durations[place] = milliseconds;
  }

  /** By nearest rank, in whole ms; null when there were none. */
  percentiles(): Percentiles | null {
    const since = performance.now() - this.window.forMs;
    const filled = this.durations.subarray(0, Math.min(this.recorded, this.window.most));
    const recent = filled.filter((_, place) => (this.recordedAt[place] ?? 0) >= since).sort();
    if (recent.length === 0) return null;
    const rank = (share: number): number => Math.round(recent[Math.ceil(share * recent.length) - 1] ?? 0);
    return { p50: rank(0.5), p99: rank(0.99) };
  }
}
