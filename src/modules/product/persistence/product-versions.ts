import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { ProductVersion } from '#product';
import type { Product, ProductDraft } from '../domain/product';

export type StoredProduct = ProductDraft & Pick<Product, 'productId'>;

/**
 * The products among `productIds` that are not deleted, locked in ascending order. The index is forced: in a small table
 * either server would scan every row, and wait for those that others have locked.
 */
export function lockProducts(tx: Transaction, productIds: readonly number[]): Promise<StoredProduct[]> {
  return tx.query<StoredProduct>(
    `SELECT product_id AS productId, name AS productName, description AS productDescription, price AS productPrice,
       image_url AS productImageUrl, category AS productCategory
     FROM products FORCE INDEX (PRIMARY) WHERE product_id IN (?) AND deleted_at IS NULL ORDER BY product_id FOR UPDATE`,
    [productIds],
  );
}

/**
 * Keeps the current versions of these products, which the same transaction then replaces, raising `version` by one.
 *
 * The products must be locked (`lockProducts`). Of two replacements at once, the second one waits for the lock, and then
 * keeps what the first one has written. If both copied before they locked, both would copy the same version: the one in
 * between would be lost, or the primary key would refuse the second copy.
 */
export async function keepReplacedVersions(tx: Transaction, productIds: readonly number[]): Promise<void> {
  await tx.execute(
    `INSERT INTO product_versions
       (product_id, version, name, description, price, image_url, category, updated_at, replaced_at)
     SELECT product_id, version, name, description, price, image_url, category, updated_at, NOW(3)
     FROM products FORCE INDEX (PRIMARY) WHERE product_id IN (?)`,
    [productIds],
  );
}

/** The versions of products, also of deleted ones. A version is found once, while it is being replaced as well. */
@Injectable()
export class ProductVersionQueries {
  constructor(private readonly database: Database) {}

  async find(productId: number, version: number): Promise<ProductVersion | undefined> {
    const [found] = await this.select(productId, { where: 'version = ?', value: version, limit: 1 });
    return found;
  }

  /** Newest first. `undefined` if there has never been such a product. */
  async list(productId: number, beforeVersion: number, limit: number): Promise<ProductVersion[] | undefined> {
    const versions = await this.select(productId, { where: 'version < ?', value: beforeVersion, limit });
    if (versions.length > 0 || (await this.find(productId, 1)) !== undefined) return versions;
    return undefined;
  }

  private select(
    productId: number,
    { where, value, limit }: { readonly where: string; readonly value: number; readonly limit: number },
  ): Promise<ProductVersion[]> {
    const columns = (from: string): string => `${from}.product_id AS productId, ${from}.version AS productVersion,
      ${from}.name AS productName, ${from}.description AS productDescription, ${from}.price AS productPrice,
      ${from}.image_url AS productImageUrl, ${from}.category AS productCategory, products.created_at AS createdAt,
      ${from}.updated_at AS updatedAt`;
    return this.database.query<ProductVersion>(
      `(SELECT ${columns('products')}, NULL AS replacedAt FROM products WHERE product_id = ? AND ${where})
       UNION ALL
       (SELECT ${columns('replaced')}, replaced.replaced_at AS replacedAt
        FROM product_versions AS replaced JOIN products ON products.product_id = replaced.product_id
        WHERE replaced.product_id = ? AND replaced.${where} ORDER BY replaced.version DESC LIMIT ?)
       ORDER BY productVersion DESC LIMIT ?`,
      [productId, value, productId, value, limit, limit],
    );
  }
}
