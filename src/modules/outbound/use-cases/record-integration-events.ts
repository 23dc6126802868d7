import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '#platform/database/transaction';
import { OrderSettled } from '#order';
import { SHIPMENTS_HANDLER } from '#shipping';
import type { DomainEventType } from '#platform/events/domain-event';
import { HandlerRegistry } from '#platform/events/handler-registry';
import { TransactionalListener } from '#platform/events/transactional-listener';
import { integrationEvents, isPublic } from '../domain/integration-event';
import { Outbox } from '../persistence/outbox';
import { SubscriberCache } from '../persistence/subscriber-cache';
import { CompleteDraftEvents } from './complete-draft-events';
import { SendToSubscribers } from './send-to-subscribers';

/** Stores the integration events of a change in its transaction, in order; nothing while there are no subscribers. */
@Injectable()
export class RecordIntegrationEvents extends TransactionalListener {
  constructor(
    private readonly subscribers: SubscriberCache,
    private readonly outbox: Outbox,
    private readonly sender: SendToSubscribers,
    private readonly drafts: CompleteDraftEvents,
    private readonly handlers: HandlerRegistry,
  ) {
    super();
  }

  override async record<Payload>(
    tx: Transaction,
    type: DomainEventType<Payload>,
    payloads: readonly Payload[],
  ): Promise<void> {
    if (this.subscribers.isEmpty || !isPublic(type.name)) return;
    const events = integrationEvents(type, payloads, { ships: await this.ships(tx, type.name) });
    const ids = await this.subscribers.idsFor(new Set(events.map((event) => event.type)), tx);
    const addressed = events.flatMap((event) => {
      const eventId = randomUUID();
      return (ids.get(event.type) ?? []).map((subscriberId) => ({ subscriberId, eventId, event }));
    });
    if (addressed.length === 0) return;
    await this.outbox.append(tx, addressed);
    tx.afterCommit(() => this.sender.wake());
    if (addressed.some(({ event }) => event.isDraft)) tx.afterCommit(() => this.drafts.wake());
  }

  /**
   * Whether shipments are made of the orders that this transaction completes: all instances agree on it, whatever their
   * settings, and it holds at the commit, as the list of handlers does. The bus reads that list for this event anyway.
   */
  private async ships(tx: Transaction, event: string): Promise<boolean> {
    if (event !== OrderSettled.name) return false;
    return (await this.handlers.handlersOf(tx, event)).some(({ name }) => name === SHIPMENTS_HANDLER);
  }
}
