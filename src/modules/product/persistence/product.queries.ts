import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Product } from '../domain/product';
import { type LastKnownProduct, ProductCatalogue, type ProductSnapshot } from '../product.contract';

/**
 * From 1,000 ids on MariaDB turns the list into a temporary table; below that both servers read ranges of the index.
 */
const IDS_PER_QUERY = 900;

const COLUMNS = `product_id AS productId, name AS productName, description AS productDescription, price AS productPrice,
  image_url AS productImageUrl, category AS productCategory, created_at AS createdAt, updated_at AS updatedAt`;

const LIVE = 'AND deleted_at IS NULL';

/** Deleted products are returned by `lastKnown` only. */
@Injectable()
export class ProductQueries extends ProductCatalogue {
  constructor(private readonly database: Database) {
    super();
  }

  override async findAll(productIds: readonly number[]): Promise<Product[]> {
    return inOrder(productIds, await this.inChunks<Product>(COLUMNS, productIds, LIVE));
  }

  async snapshots(productIds: readonly number[]): Promise<Map<number, ProductSnapshot>> {
    const columns = `product_id AS productId, version AS productVersion, name AS productName, price AS productPrice,
      image_url AS productImageUrl`;
    const rows = await this.inChunks<ProductSnapshot>(columns, productIds, LIVE);
    return new Map(rows.map((row) => [row.productId, row]));
  }

  async lastKnown(productIds: readonly number[]): Promise<Map<number, LastKnownProduct>> {
    const columns = `${COLUMNS}, deleted_at IS NOT NULL AS deleted`;
    const rows = await this.inChunks<Product & { deleted: number }>(columns, productIds);
    return new Map(rows.map(({ deleted, ...product }) => [product.productId, { product, deleted: deleted === 1 }]));
  }

  override async idsBelow(productId: number, limit: number): Promise<number[]> {
    const rows = await this.database.query<{ productId: number }>(
      `SELECT product_id AS productId FROM products FORCE INDEX (PRIMARY)
       WHERE product_id < ? AND deleted_at IS NULL ORDER BY product_id DESC LIMIT ?`,
      [productId, limit],
    );
    return rows.map((row) => row.productId);
  }

  private async inChunks<Row>(columns: string, productIds: readonly number[], condition = ''): Promise<Row[]> {
    const rows: Row[] = [];
    for (let start = 0; start < productIds.length; start += IDS_PER_QUERY) {
      const chunk = await this.database.query<Row>(
        `SELECT ${columns} FROM products WHERE product_id IN (?) ${condition}`,
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
