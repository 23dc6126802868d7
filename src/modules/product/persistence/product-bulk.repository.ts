import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { EventBus } from '#platform/events/event-bus';
import { Revisions } from '#platform/database/revisions';
import { pagesOf } from '#platform/database/snapshot';
import type { Transaction } from '#platform/database/transaction';
import { isSameDraft, type ProductDraft } from '../domain/product';
import { ProductsImported } from '../product.contract';
import { keepReplacedVersions, lockProducts, type StoredProduct } from './product-versions';
import { fieldsOf, PRODUCT_REVISION } from './product.repository';

/** A new product, or, with an id, the replacement of an existing one. */
export interface ProductRow extends ProductDraft {
  readonly productId: number | undefined;
}

interface ImportResult {
  readonly created: number;
  readonly replaced: number;
}

/** Products were deleted after they had been looked up. */
export class ProductsNotFound extends Error {
  constructor(productIds: readonly number[]) {
    super(`Products not found: ${productIds.join(', ')}. They were deleted meanwhile; nothing was changed.`);
  }
}

const ROWS_PER_PAGE = 2_000;
const IDS_PER_EVENT = 500;

/** The whole catalogue at once: written in one transaction, read from one state. */
@Injectable()
export class ProductBulkRepository {
  constructor(
    private readonly database: Database,
    private readonly revisions: Revisions,
    private readonly bus: EventBus,
  ) {}

  /**
   * Writes all chunks or nothing. Every instance sees the new prices within a second.
   * @param chunks is called again when the transaction has to be run again
   * @throws ProductsNotFound
   */
  async write(chunks: () => AsyncIterable<readonly ProductRow[]>): Promise<ImportResult> {
    return this.database.transaction(async (tx) => {
      let created = 0;
      let replaced = 0;
      for await (const chunk of chunks()) {
        const existing = chunk.filter(({ productId }) => productId !== undefined);
        const added = chunk.filter(({ productId }) => productId === undefined);
        const productIds = [...(await replace(tx, existing)), ...(await create(tx, added))];
        await this.bus.publish(tx, ProductsImported, inParts(productIds));
        created += added.length;
        replaced += existing.length;
      }
      await this.revisions.raise(tx, PRODUCT_REVISION);
      return { created, replaced };
    });
  }

  /** All products as they are at one instant, in ascending order of id; without deleted ones. */
  async readAll<T>(work: (rows: AsyncIterable<StoredProduct>, count: number) => Promise<T>): Promise<T> {
    return this.database.snapshot(async (snapshot) => {
      const count = await snapshot.count('SELECT COUNT(*) AS count FROM products WHERE deleted_at IS NULL');
      return work(
        pagesOf(snapshot, pageAfter, ({ productId }: StoredProduct) => productId),
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
 * Locks the rows first, so that a product that is deleted meanwhile does not come back. Rows that change nothing are not
 * written.
 * @returns the ids of those that were
 */
async function replace(tx: Transaction, rows: readonly ProductRow[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const productIds = rows.map(({ productId }) => productId as number);
  const stored = new Map((await lockProducts(tx, productIds)).map((product) => [product.productId, product]));
  const missing = productIds.filter((productId) => !stored.has(productId));
  if (missing.length > 0) throw new ProductsNotFound(missing);
  const changed = rows.filter((row) => !isSameDraft(stored.get(row.productId as number) as StoredProduct, row));
  if (changed.length === 0) return [];
  const changedIds = changed.map(({ productId }) => productId as number);
  await keepReplacedVersions(tx, changedIds);
  await tx.execute(
    `INSERT INTO products (product_id, name, description, price, image_url, category) VALUES ?
     ON DUPLICATE KEY UPDATE name = VALUES(name), description = VALUES(description), price = VALUES(price),
       image_url = VALUES(image_url), category = VALUES(category), updated_at = NOW(3), version = version + 1`,
    [changed.map((row) => [row.productId, ...fieldsOf(row)])],
  );
  return changedIds;
}

/** @returns the ids of the new products */
async function create(tx: Transaction, rows: readonly ProductRow[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const { insertId } = await tx.execute(
    'INSERT INTO products (name, description, price, image_url, category) VALUES ?',
    [rows.map(fieldsOf)],
  );
  // The ids of one such statement have no gaps, in any mode of either server; in a cluster they have a step.
  const [ids] = await tx.query<{ step: number }>('SELECT @@auto_increment_increment AS step');
  return rows.map((_, index) => insertId + index * Number(ids?.step ?? 1));
}

function inParts(productIds: readonly number[]): { readonly productIds: number[] }[] {
  const parts: { readonly productIds: number[] }[] = [];
  for (let start = 0; start < productIds.length; start += IDS_PER_EVENT) {
    parts.push({ productIds: productIds.slice(start, start + IDS_PER_EVENT) });
  }
  return parts;
}
