import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DomainEventType } from '#platform/events/domain-event';
import { TransactionalListener } from '#platform/events/transactional-listener';
import type { Transaction } from '#platform/database/transaction';
import { isPublic, integrationEvents } from '../domain/integration-event';
import { Outbox } from '../persistence/outbox';
import { SubscriberCache } from '../persistence/subscriber-cache';
import { SendToSubscribers } from './send-to-subscribers';

/** Writes down what the outside wants to know, in the order in which it happened; nothing where nobody wants to know. */
@Injectable()
export class RecordIntegrationEvents extends TransactionalListener {
  constructor(
    private readonly receivers: SubscriberCache,
    private readonly outbox: Outbox,
    private readonly sending: SendToSubscribers,
  ) {
    super();
  }

  override async record<Payload>(
    tx: Transaction,
    fact: DomainEventType<Payload>,
    payloads: readonly Payload[],
  ): Promise<void> {
    if (this.receivers.isNobody || !isPublic(fact.name)) return;
    const events = integrationEvents(fact, payloads);
    const ids = await this.receivers.idsFor(new Set(events.map(({ type }) => type)), tx);
    const addressed = events.flatMap((event) => {
      const eventId = randomUUID();
      return (ids.get(event.type) ?? []).map((subscriberId) => ({ subscriberId, eventId, event }));
    });
    if (addressed.length === 0) return;
    await this.outbox.append(tx, addressed);
    tx.afterCommit(() => this.sending.wake());
  }
}
