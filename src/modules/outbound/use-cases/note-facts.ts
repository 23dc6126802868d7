import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FactType } from '#platform/bus/fact';
import { Witness } from '#platform/bus/witness';
import type { Transaction } from '#platform/database/transaction';
import { isTold, outboundEvents } from '../domain/outbound-event';
import { Outbox } from '../persistence/outbox';
import { KnownReceivers } from './known-receivers';
import { SendToReceivers } from './send-to-receivers';

/** Writes down what the outside wants to know, in the order in which it happened; nothing where nobody wants to know. */
@Injectable()
export class NoteFacts extends Witness {
  constructor(
    private readonly receivers: KnownReceivers,
    private readonly outbox: Outbox,
    private readonly sending: SendToReceivers,
  ) {
    super();
  }

  override async note<Payload>(tx: Transaction, fact: FactType<Payload>, payloads: readonly Payload[]): Promise<void> {
    if (this.receivers.isNobody || !isTold(fact.name)) return;
    const events = outboundEvents(fact, payloads);
    const ids = await this.receivers.idsFor(new Set(events.map(({ type }) => type)), tx);
    const addressed = events.flatMap((event) => {
      const eventId = randomUUID();
      return (ids.get(event.type) ?? []).map((receiverId) => ({ receiverId, eventId, event }));
    });
    if (addressed.length === 0) return;
    await this.outbox.append(tx, addressed);
    tx.afterCommit(() => this.sending.wake());
  }
}
