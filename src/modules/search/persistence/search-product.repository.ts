import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { defineRevision, Revisions } from '#platform/database/revisions';
import type { Transaction } from '#platform/database/transaction';
import { InstanceChannel } from '#platform/redis/instance-channel';
import type { IndexedProduct } from '../domain/search-query';

/** Raised with every change of the read model; also the number of that change. */
export const SEARCH_REVISION = defineRevision('search');
export const SEARCH_CHANGED = 'search.changed';

/** A product as it is now by the other modules, or that it does not exist. */
export type ProductTruth =
  | (Omit<IndexedProduct, 'unitsSold'> & { readonly deleted: false; readonly sourceCrc: number })
  | { readonly productId: number; readonly deleted: true };

/** The number of the last change of each product; one that is missing here was never stored. */
export type ChangeNumbers = ReadonlyMap<number, number>;

const CREATED_NEVER = new Date(0);

/**
 * The table `search_products`. An event says which product changed, and the truth is read after it; two instances may do
 * that for one product at once:
 *
 *     A reads the numbers · A reads the truth · the truth changes · B reads the numbers · B reads the truth · B writes ·
 *     A writes
 *
 * A must not leave the older truth behind. So each writer first raises the revision, whose row is locked until the
 * commit: writers come one after the other. Then it compares the numbers that it read before the truth. Where one has
 * moved, it writes nothing of that product, and reads the truth again. Every write takes a new number, also one that
 * changes nothing, and also that of a product that does not exist: else an older truth that was read before the deletion
 * could be written after it.
 */
@Injectable()
export class SearchProductRepository {
  constructor(
    private readonly database: Database,
    private readonly revisions: Revisions,
    private readonly channel: InstanceChannel,
  ) {}

  async changeNumbers(productIds: readonly number[]): Promise<ChangeNumbers> {
    return numbersOf(await this.database.query(NUMBERS, [productIds]));
  }

  /** The products below this id that are stored as existing, in descending order. */
  async idsBelow(productId: number, limit: number): Promise<number[]> {
    const rows = await this.database.query<{ productId: number }>(
      `SELECT product_id AS productId FROM search_products FORCE INDEX (PRIMARY)
       WHERE product_id < ? AND deleted = 0 ORDER BY product_id DESC LIMIT ?`,
      [productId, limit],
    );
    return rows.map((row) => row.productId);
  }

  /**
   * Stores what was read after `before`.
   * @param also runs in the same transaction if all products were stored
   * @returns the products that another writer has stored meanwhile
   */
  async write(
    truths: readonly ProductTruth[],
    before: ChangeNumbers,
    also: (tx: Transaction) => Promise<void>,
  ): Promise<number[]> {
    return this.change(async (tx, number) => {
      const now = numbersOf(await tx.query(NUMBERS, [truths.map(({ productId }) => productId)]));
      const hasMoved = ({ productId }: ProductTruth): boolean => now.get(productId) !== before.get(productId);
      const rows = truths.filter((truth) => !hasMoved(truth)).map((truth) => rowOf(truth, number));
      if (rows.length > 0) await tx.execute(UPSERT, [rows]);
      const moved = truths.filter(hasMoved).map(({ productId }) => productId);
      if (moved.length === 0) await also(tx);
      return moved;
    });
  }

  /** Runs `work` with the number of this change; the other writers wait until it has committed. */
  async change<T>(work: (tx: Transaction, number: number) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await this.revisions.raise(tx, SEARCH_REVISION);
      const [row] = await tx.query<{ number: number }>('SELECT number FROM revisions WHERE name = ?', [
        SEARCH_REVISION.name,
      ]);
      if (row === undefined) throw new Error('There is no revision of search');
      tx.afterCommit(() => this.channel.publish(SEARCH_CHANGED, row.number));
      return work(tx, row.number);
    });
  }
}

const NUMBERS = `SELECT product_id AS productId, change_number AS changeNumber FROM search_products
  WHERE product_id IN (?)`;

const UPSERT = `INSERT INTO search_products (product_id, change_number, deleted, text, source_crc, category, created_at,
    price, discount, available) VALUES ?
  ON DUPLICATE KEY UPDATE change_number = VALUES(change_number), deleted = VALUES(deleted), text = VALUES(text),
    source_crc = VALUES(source_crc), category = VALUES(category), created_at = VALUES(created_at),
    price = VALUES(price), discount = VALUES(discount), available = VALUES(available)`;

function rowOf(truth: ProductTruth, number: number): unknown[] {
  if (truth.deleted) return [truth.productId, number, 1, '', 0, '', CREATED_NEVER, 0, 0, 0];
  const { productId, text, sourceCrc, category, createdAt, price, discount, available } = truth;
  return [productId, number, 0, text, sourceCrc, category, createdAt, price, discount, available ? 1 : 0];
}

function numbersOf(rows: readonly { readonly productId: number; readonly changeNumber: number }[]): ChangeNumbers {
  return new Map(rows.map(({ productId, changeNumber }) => [productId, changeNumber]));
}
