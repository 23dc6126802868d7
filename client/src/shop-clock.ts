import type { Client } from 'openapi-fetch';
import { answerOf } from './problem.js';
import type { paths } from './schema.js';

/** A sample that took longer says too little. */
const SLOWEST_SAMPLE_MS = 2_000;

/**
 * The clock by which the shop opens and ends its deals, kept by a few samples: of each the middle of its way is taken,
 * and the quickest is believed.
 */
export class ShopClock {
  private offset = 0;

  constructor(private readonly api: Client<paths>) {}

  /** Milliseconds since 1970 by the shop's clock; by this machine's own before the first sample. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** Asks what time it is. To be called at the start, and again after a sleep or a lost connection. */
  async set(samples = 3): Promise<void> {
    let quickestMs = SLOWEST_SAMPLE_MS;
    for (let sample = 0; sample < samples; sample += 1) quickestMs = await this.ask(quickestMs);
  }

  /** What was known stays until there is something better: a shop that is away has its clock still. */
  private async ask(quickestMs: number): Promise<number> {
    const asked = performance.now();
    const { now } = await answerOf(this.api.GET('/api/event/clock'));
    const tookMs = performance.now() - asked;
    if (tookMs >= quickestMs) return quickestMs;
    this.offset = Date.parse(now) + tookMs / 2 - Date.now();
    return tookMs;
  }
}
