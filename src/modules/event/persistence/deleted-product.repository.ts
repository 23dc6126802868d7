import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { AnnouncedHotDeal } from './deal-transition.repository';
import { HotDealRepository, lockDeals } from './hot-deal.repository';

/** Keeps the items of deals up to date with the products that are deleted. */
@Injectable()
export class DeletedProductRepository {
  constructor(
    private readonly database: Database,
    private readonly hotDeals: HotDealRepository,
  ) {}

  /**
   * Marks these products as deleted in every deal, ends the deals whose last product is among them, and commits `mark`
   * with that. Repeated, it changes nothing: the rows of the deals are locked, so of two deletions the later one sees
   * what the earlier one has marked.
   */
  async drop(productIds: readonly number[], mark: (tx: Transaction) => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const left = await this.markDeleted(tx, productIds);
      await mark(tx);
      const ending = left.filter(({ productCount }) => productCount === 0);
      if (ending.length > 0) await this.hotDeals.endLocked(tx, ending);
    });
  }

  /** @returns the deals of these products, locked, with the number of products that are left */
  private async markDeleted(tx: Transaction, productIds: readonly number[]): Promise<AnnouncedHotDeal[]> {
    const found = await tx.query<{ eventId: number }>(
      'SELECT DISTINCT event_id AS eventId FROM hot_deal_items WHERE product_id IN (?) AND product_deleted = 0',
      [productIds],
    );
    if (found.length === 0) return [];
    const eventIds = found.map(({ eventId }) => eventId);
    const deals = await lockDeals(tx, eventIds);
    const counts = await tx.query<{ eventId: number; deleted: number }>(
      `SELECT event_id AS eventId, COUNT(*) AS deleted FROM hot_deal_items FORCE INDEX (PRIMARY)
       WHERE event_id IN (?) AND product_id IN (?) AND product_deleted = 0 GROUP BY event_id`,
      [eventIds, productIds],
    );
    const deletedOf = new Map(counts.map(({ eventId, deleted }) => [eventId, Number(deleted)]));
    for (const [eventId, deleted] of deletedOf) {
      await tx.execute('UPDATE hot_deals SET deleted_product_count = deleted_product_count + ? WHERE event_id = ?', [
        deleted,
        eventId,
      ]);
    }
    await tx.execute(
      `UPDATE hot_deal_items FORCE INDEX (PRIMARY) SET product_deleted = 1
       WHERE event_id IN (?) AND product_id IN (?)`,
      [eventIds, productIds],
    );
    return deals.map((deal) => ({ ...deal, productCount: deal.productCount - (deletedOf.get(deal.eventId) ?? 0) }));
  }
}
