interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

interface Window {
  /** how many durations are stored at most */
  readonly most: number;
  /** older durations do not count */
  readonly forMs: number;
}

/** The most recent durations of something, in a ring buffer of fixed size: recording one only writes two numbers. */
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

  /** The percentiles by the nearest-rank method, in whole ms; null if there were no durations. */
  percentiles(): Percentiles | null {
    const since = performance.now() - this.window.forMs;
    const filled = this.durations.subarray(0, Math.min(this.recorded, this.window.most));
    const recent = filled.filter((_, place) => (this.recordedAt[place] ?? 0) >= since).sort();
    if (recent.length === 0) return null;
    const rank = (share: number): number => Math.round(recent[Math.ceil(share * recent.length) - 1] ?? 0);
    return { p50: rank(0.5), p99: rank(0.99) };
  }
}
