import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Replica } from '#platform/database/replica';
import type { Product } from '../domain/product';
import type { ProductSnapshot } from '../product.contract';

/** Where a page of products begins: after this one, newest first. */
export interface AfterProduct {
  readonly createdAt: Date;
  readonly productId: number;
}

export interface ProductFilter {
  readonly category: string | undefined;
  /** a part of the name, whatever its case */
  readonly namePart: string | undefined;
}

/** From a thousand ids on MariaDB turns the list into a table of its own; below, both servers walk the index. */
const IDS_IN_ONE_READ = 900;

const COLUMNS = `product_id AS productId, name AS productName, description AS productDescription, price AS productPrice,
  image_url AS productImageUrl, category AS productCategory, created_at AS createdAt, updated_at AS updatedAt`;

/** Deleted products are in none of the answers. */
@Injectable()
export class ProductQueries {
  constructor(
    private readonly database: Database,
    private readonly replica: Replica,
  ) {}

  /** In the order of the ids. */
  async findAll(productIds: readonly number[]): Promise<Product[]> {
    return inOrder(productIds, await this.inShares<Product>(COLUMNS, productIds));
  }

  async snapshots(productIds: readonly number[]): Promise<Map<number, ProductSnapshot>> {
    const columns = 'product_id AS productId, name AS productName, price AS productPrice';
    const rows = await this.inShares<ProductSnapshot>(columns, productIds);
    return new Map(rows.map((row) => [row.productId, row]));
  }

  /** Newest first; perhaps as it was some seconds ago. */
  async list(
    { category, namePart }: ProductFilter,
    after: AfterProduct | undefined,
    limit: number,
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
    return this.replica.query<Product>(
      `SELECT ${COLUMNS} FROM products WHERE ${conditions.join(' AND ')}
       ORDER BY created_at DESC, product_id DESC LIMIT ?`,
      [...values, limit],
    );
  }

  private async inShares<Row>(columns: string, productIds: readonly number[]): Promise<Row[]> {
    const rows: Row[] = [];
    for (let start = 0; start < productIds.length; start += IDS_IN_ONE_READ) {
      const share = await this.database.query<Row>(
        `SELECT ${columns} FROM products WHERE product_id IN (?) AND deleted_at IS NULL`,
        [productIds.slice(start, start + IDS_IN_ONE_READ)],
      );
      rows.push(...share);
    }
    return rows;
  }
}

function inOrder(productIds: readonly number[], products: readonly Product[]): Product[] {
  const known = new Map(products.map((product) => [product.productId, product]));
  return productIds.flatMap((productId) => known.get(productId) ?? []);
}
