import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import {
  assertNotOver,
  eventEnded,
  eventNotFound,
  eventRunning,
  type PlannedHotDeal,
  productsNotFound,
} from '../domain/hot-deal';
import type { AnnouncedHotDeal } from './deal-transition.repository';
import { insertItems, lockDeals } from './hot-deal.repository';
import { OfferRevision } from './offer-revision';
import { SignalRepository } from './signal.repository';

interface Item {
  readonly productId: number;
  readonly isDeleted: number;
}

interface LockedDeal {
  readonly deal: AnnouncedHotDeal;
  readonly items: readonly Item[];
  readonly now: Date;
}

/**
 * Another instance may sell by its cached offers for a second after a change. Terms that are fixed this long before the
 * start are known to every instance when the deal begins, so that each order agrees with its deal.
 */
const FIXED_BEFORE_START_SECONDS = 2;

/** The ordinary price of each product that exists. */
type Prices = ReadonlyMap<number, number>;

/** Changes stored deals. What may be changed is decided by the database's clock, while the deal's row is locked. */
@Injectable()
export class HotDealChangeRepository {
  constructor(
    private readonly database: Database,
    private readonly signals: SignalRepository,
    private readonly revision: OfferRevision,
  ) {}

  /**
   * Makes the deal what is planned, and announces it in the same commit: all of it before it begins, its name and its
   * banner while it runs.
   * @throws DomainError EVENT_NOT_FOUND, EVENT_RUNNING, EVENT_ENDED, EVENT_ALREADY_OVER, PRODUCT_NOT_FOUND
   */
  async change(eventId: number, plan: PlannedHotDeal, prices: Prices): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [deal] = await lockDeals(tx, [eventId]);
      if (deal === undefined) throw eventNotFound(eventId);
      const [clock] = await tx.query<{ now: Date }>('SELECT NOW(3) AS now');
      const now = clock?.now ?? deal.endEventTime;
      if (deal.announced === 'ENDED' || deal.endEventTime <= now) throw eventEnded(deal);
      const items = await tx.query<Item>(
        `SELECT product_id AS productId, product_deleted AS isDeleted FROM hot_deal_items
         WHERE event_id = ? ORDER BY product_id`,
        [eventId],
      );
      const isFixed =
        deal.announced === 'OPENED' ||
        deal.startEventTime.getTime() - now.getTime() <= FIXED_BEFORE_START_SECONDS * 1_000;
      if (isFixed) await this.changeAppearance(tx, { deal, items, now }, plan);
      else await this.changeTerms(tx, { deal, items, now }, plan, prices);
    });
  }

  private async changeAppearance(tx: Transaction, locked: LockedDeal, plan: PlannedHotDeal): Promise<void> {
    const { deal, items } = locked;
    if (!hasTheseTerms(locked, plan)) throw eventRunning(deal);
    await tx.execute('UPDATE hot_deals SET event_name = ?, banner_url = ? WHERE event_id = ?', [
      plan.eventName ?? null,
      plan.bannerUrl ?? null,
      deal.eventId,
    ]);
    const existing = items.filter(({ isDeleted }) => isDeleted === 0).map(({ productId }) => productId);
    await this.signals.addChange(tx, deal, existing, { termsChanged: false, productsAdded: false });
  }

  private async changeTerms(tx: Transaction, locked: LockedDeal, plan: PlannedHotDeal, prices: Prices): Promise<void> {
    const { deal, items, now } = locked;
    const { eventId } = deal;
    assertNotOver(plan, now);
    const missing = plan.productIds.filter((productId) => !prices.has(productId));
    if (missing.length > 0) throw productsNotFound(missing, 'the event was not changed');
    await tx.execute('DELETE FROM hot_deal_items WHERE event_id = ?', [eventId]);
    await insertItems(tx, eventId, plan, (productId) => prices.get(productId) ?? 0);
    const opensNow = plan.startEventTime <= now;
    await this.revision.raise(tx);
    const changed = { ...deal, ...plan, productCount: plan.productIds.length };
    const before = new Set(items.map(({ productId }) => productId));
    const productsAdded = plan.productIds.some((productId) => !before.has(productId));
    await this.signals.addChange(tx, changed, plan.productIds, { termsChanged: true, productsAdded });
    if (opensNow) await this.signals.addTransitions(tx, [{ deal: changed, transitions: ['hot-deal-opened'] }]);
    // Last, because the items and the lock of the signals' counter take time: a deal that is about to begin stays as it was.
    await this.replaceTerms(tx, deal, plan, opensNow);
  }

  private async replaceTerms(
    tx: Transaction,
    deal: AnnouncedHotDeal,
    plan: PlannedHotDeal,
    opensNow: boolean,
  ): Promise<void> {
    const { affectedRows } = await tx.execute(
      `UPDATE hot_deals SET event_name = ?, banner_url = ?, discount = ?, duration = ?, end_at = ?, product_count = ?,
         deleted_product_count = 0, terms_changed_at = NOW(3), announced = ?, start_at = ?
       WHERE event_id = ? AND start_at > NOW(3) + INTERVAL ? SECOND`,
      [
        plan.eventName ?? null,
        plan.bannerUrl ?? null,
        plan.eventDiscount,
        plan.eventDuration,
        plan.endEventTime,
        plan.productIds.length,
        opensNow ? 'OPENED' : 'CREATED',
        plan.startEventTime,
        deal.eventId,
        FIXED_BEFORE_START_SECONDS,
      ],
    );
    if (affectedRows === 0) throw eventRunning(deal);
  }
}

/** Products that were deleted meanwhile may be listed or left out. */
function hasTheseTerms({ deal, items }: LockedDeal, plan: PlannedHotDeal): boolean {
  const planned = new Set(plan.productIds);
  const stored = new Set(items.map(({ productId }) => productId));
  return (
    deal.eventDiscount === plan.eventDiscount &&
    deal.startEventTime.getTime() === plan.startEventTime.getTime() &&
    deal.endEventTime.getTime() === plan.endEventTime.getTime() &&
    plan.productIds.every((productId) => stored.has(productId)) &&
    items.every(({ productId, isDeleted }) => isDeleted === 1 || planned.has(productId))
  );
}
