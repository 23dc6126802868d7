/**
 * Which signals have been heard. Their numbers have no gaps and grow in the order of commits, but two that were sent
 * at one moment may arrive in either order.
 */
export class SeenSignals {
  /** heard, above the first that is missing */
  private readonly ahead = new Set<number>();

  /** @param upTo all of these count as heard */
  constructor(private upTo: number) {}

  /** After which number to ask: everything up to it has been heard. */
  get complete(): number {
    return this.upTo;
  }

  /** Whether one is missing among those that were heard. */
  get hasGap(): boolean {
    return this.ahead.size > 0;
  }

  /** Notes that this one was heard; answers whether that is the first time. */
  note(seq: number): boolean {
    if (seq <= this.upTo || this.ahead.has(seq)) return false;
    this.ahead.add(seq);
    while (this.ahead.delete(this.upTo + 1)) this.upTo += 1;
    return true;
  }
}
