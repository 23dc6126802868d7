import type { EventPublication } from './event-publication.repository';
import type { EventHandler } from './event-handler';

const FIRST_BACKOFF_MS = 50;
/** also the longest that an order waits between two attempts */
const LONGEST_BACKOFF_MS = 5_000;

/** A reaction and what waits for it on this instance. Its batches run one after the other. */
export interface HandlerQueue {
  readonly handler: EventHandler<unknown>;
  waiting: EventPublication[];
  running: Promise<void> | undefined;
}

/** Takes what waits longest: fresh deliveries together up to the reaction's limit, one that was begun before alone. */
export function takeBatch(lane: HandlerQueue): EventPublication[] {
  const batch: EventPublication[] = [];
  let facts = 0;
  for (const delivery of lane.waiting) {
    facts += delivery.payloads.length;
    const joins = delivery.attempts <= 1 && facts <= lane.handler.maxBatchSize;
    if (batch.length > 0 && !joins) break;
    batch.push(delivery);
    if (!joins) break;
  }
  lane.waiting = lane.waiting.slice(batch.length);
  return batch;
}

/** What was read back from the table is checked: it may have been written by another version of this code. */
export function eventsOf(reaction: EventHandler<unknown>, delivery: EventPublication): readonly unknown[] {
  if (!delivery.stored) return delivery.payloads;
  return delivery.payloads.map((payload) => reaction.event.payload.parse(payload));
}

/** Doubles from attempt to attempt, with jitter, up to the longest. */
export function backoff(attempts: number): number {
  const full = Math.min(FIRST_BACKOFF_MS * 2 ** Math.max(0, attempts - 1), LONGEST_BACKOFF_MS);
  return full / 2 + (Math.random() * full) / 2;
}
