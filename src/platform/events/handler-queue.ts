import type { EventPublication } from './event-publication.repository';
import type { EventHandler } from './event-handler';

const FIRST_BACKOFF_MS = 50;
/** also the longest pause between two attempts to decide an order */
const LONGEST_BACKOFF_MS = 5_000;

/** A handler and the publications that wait for it on this instance. Its batches run one after the other. */
export interface HandlerQueue {
  readonly handler: EventHandler<unknown>;
  waiting: EventPublication[];
  running: Promise<void> | undefined;
}

/** Takes the oldest publications: new ones together, up to the handler's batch size; one that was begun before, alone. */
export function takeBatch(queue: HandlerQueue): EventPublication[] {
  const batch: EventPublication[] = [];
  let events = 0;
  for (const publication of queue.waiting) {
    events += publication.payloads.length;
    const fits = publication.attempts <= 1 && events <= queue.handler.maxBatchSize;
    if (batch.length > 0 && !fits) break;
    batch.push(publication);
    if (!fits) break;
  }
  queue.waiting = queue.waiting.slice(batch.length);
  return batch;
}

/** One publication that was stored while the handler took larger batches. */
export function isTooLarge(
  { handler }: HandlerQueue,
  publications: readonly EventPublication[],
): publications is readonly [EventPublication] {
  return publications.length === 1 && (publications[0]?.payloads.length ?? 0) > Math.max(1, handler.maxBatchSize);
}

/** Payloads that were read from the table are checked: another release may have written them. */
export function eventsOf(handler: EventHandler<unknown>, publication: EventPublication): readonly unknown[] {
  if (!publication.stored) return publication.payloads;
  return publication.payloads.map((payload) => handler.event.payload.parse(payload));
}

/** Doubles with every attempt, with jitter, up to the longest. */
export function backoff(attempts: number): number {
  const full = Math.min(FIRST_BACKOFF_MS * 2 ** Math.max(0, attempts - 1), LONGEST_BACKOFF_MS);
  return full / 2 + (Math.random() * full) / 2;
}
