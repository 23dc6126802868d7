import type { Client } from 'openapi-fetch';
import { answerOf } from './problem.js';
import type { paths } from './schema.js';

/** A slower sample is too inexact. */
const SLOWEST_SAMPLE_MS = 2_000;

/**
 * The clock by which the shop opens and ends its deals, estimated from a few samples: the quickest sample counts, and the
 * shop's time is taken to be that of the middle of its round trip.
 */
export class ShopClock {
  private offset = 0;

  constructor(private readonly api: Client<paths>) {}

  /** Milliseconds since 1970 by the shop's clock; by this machine's own before the first sample. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** Reads the shop's time. To be called at the start, and again after a sleep or a lost connection. */
  async set(samples = 3): Promise<void> {
    let quickestMs = SLOWEST_SAMPLE_MS;
    for (let sample = 0; sample < samples; sample += 1) quickestMs = await this.sample(quickestMs);
  }

  /** Keeps the previous estimate unless this sample is quicker. */
  private async sample(quickestMs: number): Promise<number> {
    const begun = performance.now();
    const { now } = await answerOf(this.api.GET('/api/event/clock'));
    const tookMs = performance.now() - begun;
    if (tookMs >= quickestMs) return quickestMs;
    this.offset = Date.parse(now) + tookMs / 2 - Date.now();
    return tookMs;
  }
}
