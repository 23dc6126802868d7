/**
 * The signals that have been received. Their numbers have no gaps and grow in the order of commits, but two that were sent
 * at the same moment may arrive in either order.
 */
export class SeenSignals {
  /** received, with numbers above the first missing one */
  private readonly ahead = new Set<number>();

  /** @param upTo this and all earlier signals count as received */
  constructor(private upTo: number) {}

  /** Every signal up to this number has been received. */
  get complete(): number {
    return this.upTo;
  }

  /** Whether a signal is missing before one that was received. */
  get hasGap(): boolean {
    return this.ahead.size > 0;
  }

  /** Records that this signal was received. Returns whether it is the first time. */
  note(seq: number): boolean {
    if (seq <= this.upTo || this.ahead.has(seq)) return false;
    this.ahead.add(seq);
    while (this.ahead.delete(this.upTo + 1)) this.upTo += 1;
    return true;
  }
}
