import type { Transaction } from '#platform/database/transaction';
import type { DomainEventType } from './domain-event';

/**
 * Gets events in the publisher's own transaction, before it commits, while the changed rows are still locked: for what
 * must keep their order. Every provider that extends this class is found at start. If it throws, the publisher fails too.
 * For anything else there are event handlers.
 */
export abstract class TransactionalListener {
  abstract record<Payload>(
    tx: Transaction,
    event: DomainEventType<Payload>,
    payloads: readonly Payload[],
  ): Promise<void>;
}
