import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { Claim } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { HOT_DEAL, type PlannedHotDeal } from '../domain/hot-deal';
import { endDeal } from '../domain/deal-transition';
import { discountedPrice } from '../domain/offer';
import { ANNOUNCED_HOT_DEAL, type AnnouncedHotDeal } from './deal-transition.repository';
import { OfferRevision } from './offer-revision';
import { SignalRepository } from './signal.repository';

/** The ordinary prices of the products of a deal when it is planned. */
export type PriceOf = (productId: number) => number;

@Injectable()
export class HotDealRepository {
  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeys,
    private readonly signals: SignalRepository,
    private readonly revision: OfferRevision,
  ) {}

  /**
   * Writes the deal, its items at these prices and its signal in one commit.
   * @throws KeyAlreadyClaimed
   */
  async add(plan: PlannedHotDeal, priceOf: PriceOf, claim: Claim | undefined): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { eventDiscount, eventDuration, startEventTime, endEventTime, productIds } = plan;
      const terms = [eventDiscount, eventDuration, startEventTime, endEventTime, productIds.length];
      const { insertId: eventId } = await tx.execute(
        `INSERT INTO hot_deals
           (event_type, discount, duration, start_at, end_at, product_count, event_name, banner_url, announced)
         VALUES (?, IF(? <= NOW(3), 'OPENED', 'CREATED'))`,
        [[HOT_DEAL, ...terms, plan.eventName ?? null, plan.bannerUrl ?? null], startEventTime],
      );
      await this.keys.claim(tx, claim, eventId);
      await insertItems(tx, eventId, plan, priceOf);
      await this.revision.raise(tx);
      const productCount = productIds.length;
      await this.signals.addCreation(tx, { ...plan, eventId, eventType: HOT_DEAL, productCount }, productIds);
      return eventId;
    });
  }

  /** Ends the deal, and announces it in the same commit; returns false when there is no such deal. */
  async end(eventId: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [deal] = await lockDeals(tx, [eventId]);
      if (deal === undefined) return false;
      await this.endLocked(tx, [deal]);
      return true;
    });
  }

  /** Ends those of these deals that have not ended. Their rows are locked. Nothing may follow but the commit. */
  async endLocked(tx: Transaction, deals: readonly AnnouncedHotDeal[]): Promise<void> {
    // Read once the locks are held: an end that has passed meanwhile is not moved.
    const [clock] = await tx.query<{ now: Date }>('SELECT NOW(3) AS now');
    const ending = deals.flatMap((deal) => {
      const end = clock && endDeal(deal, clock.now);
      return end === undefined ? [] : [{ deal: { ...deal, endEventTime: end.endEventTime }, ...end }];
    });
    if (ending.length === 0) return;
    for (const { deal, endEventTime } of ending) {
      await tx.execute(`UPDATE hot_deals SET end_at = ?, announced = 'ENDED' WHERE event_id = ?`, [
        endEventTime,
        deal.eventId,
      ]);
      await tx.execute('UPDATE hot_deal_items SET end_at = ? WHERE event_id = ?', [endEventTime, deal.eventId]);
    }
    await this.revision.raise(tx);
    await this.signals.addTransitions(tx, ending);
  }
}

/**
 * In ascending order of id, which every transaction that locks several deals keeps. The index is forced: in a small
 * table either server would scan every row, and wait for those that others have locked.
 */
export async function lockDeals(tx: Transaction, eventIds: readonly number[]): Promise<AnnouncedHotDeal[]> {
  return tx.query<AnnouncedHotDeal>(
    `SELECT ${ANNOUNCED_HOT_DEAL} FROM hot_deals FORCE INDEX (PRIMARY) WHERE event_id IN (?)
     ORDER BY event_id FOR UPDATE`,
    [eventIds],
  );
}

/** One statement for all items: 10,000 rows took 75 ms, in ten statements 109 ms (MariaDB 10.11, 2 cores). */
export async function insertItems(
  tx: Transaction,
  eventId: number,
  plan: PlannedHotDeal,
  priceOf: PriceOf,
): Promise<void> {
  const { eventDiscount, eventDuration, startEventTime, endEventTime, productIds } = plan;
  await tx.execute(
    `INSERT INTO hot_deal_items
       (event_id, product_id, discount, duration, original_price, discount_price, start_at, end_at) VALUES ?`,
    [
      productIds.map((productId) => {
        const price = priceOf(productId);
        const discounted = discountedPrice(price, eventDiscount);
        return [eventId, productId, eventDiscount, eventDuration, price, discounted, startEventTime, endEventTime];
      }),
    ],
  );
}
