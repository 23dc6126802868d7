import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { defineRevision, Revisions } from '#platform/database/revisions';
import type { Transaction } from '#platform/database/transaction';
import type { Claim } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { isSameDraft, type ProductDraft } from '../domain/product';
import { ProductChanged, ProductDeleted } from '../product.contract';
import { keepReplacedVersions, lockProducts } from './product-versions';

/** Raised with every change that caches must see. */
export const PRODUCT_REVISION = defineRevision('products');

/** Every instance receives the id of a changed product under this topic. */
export const PRODUCT_CHANGED = 'product.changed';

@Injectable()
export class ProductRepository {
  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeys,
    private readonly bus: EventBus,
    private readonly channel: InstanceChannel,
    private readonly revisions: Revisions,
  ) {}

  /** @throws KeyAlreadyClaimed */
  async add(draft: ProductDraft, claim: Claim | undefined): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { insertId } = await tx.execute(
        'INSERT INTO products (name, description, price, image_url, category) VALUES (?)',
        [fieldsOf(draft)],
      );
      await this.keys.claim(tx, claim, insertId);
      await this.bus.publish(tx, ProductChanged, [{ productId: insertId }]);
      await this.announce(tx, insertId);
      return insertId;
    });
  }

  /**
   * The product gets a new version, and the old one is kept. If it has these fields already, nothing is written: a PUT that
   * is repeated because its answer was lost makes no second version.
   * @returns whether the product exists
   */
  async replace(productId: number, draft: ProductDraft): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [stored] = await lockProducts(tx, [productId]);
      if (stored === undefined) return false;
      if (isSameDraft(stored, draft)) return true;
      await keepReplacedVersions(tx, [productId]);
      await tx.execute(
        `UPDATE products SET name = ?, description = ?, price = ?, image_url = ?, category = ?, updated_at = NOW(3),
           version = version + 1
         WHERE product_id = ?`,
        [...fieldsOf(draft), productId],
      );
      await this.bus.publish(tx, ProductChanged, [{ productId }]);
      await this.announce(tx, productId);
      return true;
    });
  }

  /** @returns whether the product existed */
  async remove(productId: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { affectedRows } = await tx.execute(
        'UPDATE products SET deleted_at = NOW(3) WHERE product_id = ? AND deleted_at IS NULL',
        [productId],
      );
      if (affectedRows === 0) return false;
      await this.bus.publish(tx, ProductDeleted, [{ productId }]);
      await this.announce(tx, productId);
      return true;
    });
  }

  private async announce(tx: Transaction, productId: number): Promise<void> {
    await this.revisions.raise(tx, PRODUCT_REVISION);
    tx.afterCommit(() => this.channel.publish(PRODUCT_CHANGED, productId));
  }
}

export function fieldsOf(draft: ProductDraft): unknown[] {
  const { productName, productDescription, productPrice, productImageUrl, productCategory } = draft;
  return [productName, productDescription, productPrice, productImageUrl, productCategory];
}
