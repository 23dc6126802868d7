import { Injectable } from '@nestjs/common';
import { defineRevision, Revisions } from '#platform/database/revisions';
import type { Transaction } from '#platform/database/transaction';
import { InstanceChannel } from '#platform/redis/instance-channel';

/** Raised with every change that caches must see. */
export const OFFER_REVISION = defineRevision('offers');

/** Sent to every instance as soon as a deal is created, changed or ended: cached offers are outdated. */
export const OFFERS_CHANGED = 'event.offers-changed';

@Injectable()
export class OfferRevision {
  constructor(
    private readonly revisions: Revisions,
    private readonly channel: InstanceChannel,
  ) {}

  /** Every transaction that writes offers calls it, towards its end. */
  async raise(tx: Transaction): Promise<void> {
    await this.revisions.raise(tx, OFFER_REVISION);
    tx.afterCommit(() => this.channel.publish(OFFERS_CHANGED, null));
  }
}
