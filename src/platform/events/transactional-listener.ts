import type { Transaction } from '#platform/database/transaction';
import type { DomainEventType } from './domain-event';

/**
 * Sees facts in the publisher's own transaction, before it commits, while the rows that they tell of are still locked:
 * for what must know their order. Every provider that extends this class is found at start. Where nobody wants to know,
 * it does nothing; where it fails, the publisher does. For anything else there are reactions.
 */
export abstract class TransactionalListener {
  abstract record<Payload>(
    tx: Transaction,
    fact: DomainEventType<Payload>,
    payloads: readonly Payload[],
  ): Promise<void>;
}
