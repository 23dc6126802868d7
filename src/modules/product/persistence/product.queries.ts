import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Replica } from '#platform/database/replica';
import type { Requester } from '#platform/limits/bulkhead';
import { ScanningReads } from '#platform/limits/scanning-reads';
import type { Product } from '../domain/product';
import type { ProductSnapshot } from '../product.contract';

/** A page of products, newest first, begins after this one. */
export interface AfterProduct {
  readonly createdAt: Date;
  readonly productId: number;
}

export interface ProductFilter {
  readonly category: string | undefined;
  /** a part of the name, case-insensitive */
  readonly namePart: string | undefined;
}

/**
 * From 1,000 ids on MariaDB turns the list into a temporary table; below that both servers read ranges of the index.
 */
const IDS_PER_QUERY = 900;

const COLUMNS = `product_id AS productId, name AS productName, description AS productDescription, price AS productPrice,
  image_url AS productImageUrl, category AS productCategory, created_at AS createdAt, updated_at AS updatedAt`;

/** Deleted products are never returned. */
@Injectable()
export class ProductQueries {
  constructor(
    private readonly database: Database,
    private readonly replica: Replica,
    private readonly scans: ScanningReads,
  ) {}

  /** In the order of the ids, without those that do not exist. */
  async findAll(productIds: readonly number[]): Promise<Product[]> {
    return inOrder(productIds, await this.inChunks<Product>(COLUMNS, productIds));
  }

  async snapshots(productIds: readonly number[]): Promise<Map<number, ProductSnapshot>> {
    const columns = 'product_id AS productId, name AS productName, price AS productPrice';
    const rows = await this.inChunks<ProductSnapshot>(columns, productIds);
    return new Map(rows.map((row) => [row.productId, row]));
  }

  /**
   * Newest first. It may be some seconds old: it comes from the replica. A search for a part of the name looks at every
   * product until it has found enough.
   */
  async list(
    { category, namePart }: ProductFilter,
    after: AfterProduct | undefined,
    limit: number,
    requester: Requester,
  ): Promise<Product[]> {
    const conditions = ['deleted_at IS NULL'];
    const values: unknown[] = [];
    if (category !== undefined) {
      conditions.push('category = ?');
      values.push(category);
    }
    if (namePart !== undefined) {
      conditions.push(`name LIKE ? ESCAPE '|'`);
      values.push(`%${namePart.replace(/[|%_]/g, '|$&')}%`);
    }
    if (after !== undefined) {
      conditions.push('(created_at < ? OR (created_at = ? AND product_id < ?))');
      values.push(after.createdAt, after.createdAt, after.productId);
    }
    const sql = `SELECT ${COLUMNS} FROM products WHERE ${conditions.join(' AND ')}
       ORDER BY created_at DESC, product_id DESC LIMIT ?`;
    return namePart === undefined
      ? this.replica.query<Product>(sql, [...values, limit])
      : this.scans.query<Product>(requester, sql, [...values, limit]);
  }

  private async inChunks<Row>(columns: string, productIds: readonly number[]): Promise<Row[]> {
    const rows: Row[] = [];
    for (let start = 0; start < productIds.length; start += IDS_PER_QUERY) {
      const chunk = await this.database.query<Row>(
        `SELECT ${columns} FROM products WHERE product_id IN (?) AND deleted_at IS NULL`,
        [productIds.slice(start, start + IDS_PER_QUERY)],
      );
      rows.push(...chunk);
    }
    return rows;
  }
}

function inOrder(productIds: readonly number[], products: readonly Product[]): Product[] {
  const found = new Map(products.map((product) => [product.productId, product]));
  return productIds.flatMap((productId) => found.get(productId) ?? []);
}
