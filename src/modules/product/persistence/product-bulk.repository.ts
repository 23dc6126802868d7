import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Revisions } from '#platform/database/revisions';
import { pagesOf } from '#platform/database/snapshot';
import type { Transaction } from '#platform/database/transaction';
import type { ProductDraft } from '../domain/product';

/** A product to be taken in, or, with an id, to replace the one that has it. */
export interface ProductRow extends ProductDraft {
  readonly productId: number | undefined;
}

interface KnownProduct extends ProductDraft {
  readonly productId: number;
}

export interface Imported {
  readonly created: number;
  readonly replaced: number;
}

/** Somebody has deleted one of them since they were looked for. */
export class ProductsGone extends Error {
  constructor(productIds: readonly number[]) {
    super(`There is no product ${productIds.join(', ')} any more; nothing was changed.`);
  }
}

const ROWS_PER_PAGE = 2_000;

/** The whole catalogue at once: written in one transaction, read from one state. */
@Injectable()
export class ProductBulkRepository {
  constructor(
    private readonly database: Database,
    private readonly revisions: Revisions,
  ) {}

  /**
   * All of the shares or nothing. Every instance sees the new prices within a second.
   * @param shares is asked again from the start when the transaction has to be run again
   */
  async write(shares: () => AsyncIterable<readonly ProductRow[]>): Promise<Imported> {
    return this.database.transaction(async (tx) => {
      let created = 0;
      let replaced = 0;
      for await (const share of shares()) {
        const known = share.filter(({ productId }) => productId !== undefined);
        const fresh = share.filter(({ productId }) => productId === undefined);
        await replace(tx, known);
        await create(tx, fresh);
        created += fresh.length;
        replaced += known.length;
      }
      await this.revisions.raise(tx, 'products');
      return { created, replaced };
    });
  }

  /** Those that are there, in the order of their ids. */
  async read<T>(work: (rows: AsyncIterable<KnownProduct>, count: number) => Promise<T>): Promise<T> {
    return this.database.snapshot(async (snapshot) => {
      const count = await snapshot.count('SELECT COUNT(*) AS count FROM products WHERE deleted_at IS NULL');
      return work(
        pagesOf(snapshot, pageAfter, ({ productId }: KnownProduct) => productId),
        count,
      );
    });
  }
}

function pageAfter(productId: number): string {
  return `SELECT product_id AS productId, name AS productName, description AS productDescription,
      price AS productPrice, image_url AS productImageUrl, category AS productCategory
    FROM products FORCE INDEX (PRIMARY) WHERE product_id > ${productId} AND deleted_at IS NULL
    ORDER BY product_id LIMIT ${ROWS_PER_PAGE}`;
}

/**
 * Locked first: a product that is deleted meanwhile is not brought back. By the index: of a small table either server
 * would look through every row, and wait for those that others have locked.
 */
async function replace(tx: Transaction, rows: readonly ProductRow[]): Promise<void> {
  if (rows.length === 0) return;
  const productIds = rows.map(({ productId }) => productId as number);
  const found = await tx.query<{ productId: number }>(
    `SELECT product_id AS productId FROM products FORCE INDEX (PRIMARY)
     WHERE product_id IN (?) AND deleted_at IS NULL ORDER BY product_id FOR UPDATE`,
    [productIds],
  );
  const there = new Set(found.map(({ productId }) => productId));
  const gone = productIds.filter((productId) => !there.has(productId));
  if (gone.length > 0) throw new ProductsGone(gone);
  await tx.execute(
    `INSERT INTO products (product_id, name, description, price, image_url, category) VALUES ?
     ON DUPLICATE KEY UPDATE name = VALUES(name), description = VALUES(description), price = VALUES(price),
       image_url = VALUES(image_url), category = VALUES(category), updated_at = NOW(3)`,
    [rows.map((row) => [row.productId, ...fieldsOf(row)])],
  );
}

async function create(tx: Transaction, rows: readonly ProductRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute('INSERT INTO products (name, description, price, image_url, category) VALUES ?', [
    rows.map(fieldsOf),
  ]);
}

function fieldsOf(row: ProductDraft): unknown[] {
  return [row.productName, row.productDescription, row.productPrice, row.productImageUrl, row.productCategory];
}
