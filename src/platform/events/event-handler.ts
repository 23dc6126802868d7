import type { Transaction } from '#platform/database/transaction';
import type { DomainEventType } from './domain-event';

/** The facts that a reaction is handed at once, in the order in which they were published. */
export interface EventBatch<Payload> {
  readonly events: readonly Payload[];
  /** how far earlier attempts came, see `advance`; 0 at first. Only of use where `maxBatchSize` is 1. */
  readonly position: number;
  /** Marks the whole batch as done, in the transaction of the reaction's own change. */
  complete(transaction: Transaction): Promise<void>;
  /** Stores how far long work has come, in the transaction of that part of it. */
  advance(transaction: Transaction, position: number): Promise<void>;
}

/**
 * What a module does about a fact, its own or another's. Every provider that extends this class is found at start.
 *
 * A batch may come twice, also while the first attempt is still under way elsewhere: ask other modules only what is
 * idempotent by key, and let the own change and `batch.complete` commit together. A reaction without a change of its
 * own just returns. Throwing means: not done, try again.
 */
export abstract class EventHandler<Payload> {
  abstract readonly event: DomainEventType<Payload>;
  /** stored with every delivery: `order.take-stock` */
  abstract readonly name: string;
  /** the most facts that one batch may hold */
  readonly maxBatchSize: number = 500;

  abstract handle(batch: EventBatch<Payload>): Promise<void>;
}
