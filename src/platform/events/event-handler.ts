import type { Transaction } from '#platform/database/transaction';
import type { DomainEventType } from './domain-event';

/** The events that a handler gets at once, in the order in which they were published. */
export interface EventBatch<Payload> {
  readonly events: readonly Payload[];
  /** how far earlier attempts came, see `advance`; 0 at first. Only of use where `maxBatchSize` is 1. */
  readonly position: number;
  /** Marks the whole batch as done, in the transaction of the handler's own change. */
  complete(transaction: Transaction): Promise<void>;
  /** Stores how far long work has come, in the transaction of that part of it. */
  advance(transaction: Transaction, position: number): Promise<void>;
}

/**
 * What a module does when an event has happened, its own or another module's. Every provider that extends this class is
 * found at start and registered in `event_handlers`.
 *
 * A batch may come twice, also while the first attempt is still running elsewhere: call other modules only where that
 * is idempotent by key, and commit the own change together with `batch.complete`. A handler without a change of its own
 * just returns. If it throws, the batch is tried again.
 *
 * A handler is removed in two releases: the first sets `retired`, the second deletes the class. It is renamed by adding
 * its old name to `formerly`; its event never changes.
 */
export abstract class EventHandler<Payload> {
  abstract readonly event: DomainEventType<Payload>;
  /** stored with every publication: `order.take-stock` */
  abstract readonly name: string;
  /** names of earlier releases; what is stored under them is still handled */
  readonly formerly: readonly string[] = [];
  /** the most events in one batch */
  readonly maxBatchSize: number = 500;
  /** the feature is off when the handler is registered: nothing is published for it until it is activated */
  readonly dormant: boolean = false;
  /** nothing is published for it any more, by any release; what is stored is still handled */
  readonly retired: boolean = false;

  abstract handle(batch: EventBatch<Payload>): Promise<void>;
}
