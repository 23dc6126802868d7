import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import type { Wish } from '../cart.contract';
import { LatestWishes } from '../persistence/latest-wishes';
import { MAX_WISHES, WishRepository, type WishRow } from '../persistence/wish.repository';
import { productsNotFound } from './change-cart';
import { type CurrentProduct, LookUpProducts } from './look-up-products';

/** The products that a user has marked. Those that are deleted are left out, and make room when the list is full. */
@Injectable()
export class WishList {
  constructor(
    private readonly wishes: WishRepository,
    private readonly latest: LatestWishes,
    private readonly products: LookUpProducts,
  ) {}

  /** Newest first, those after `after`: `limit` of them if there are as many. */
  async page(userId: number, after: WishRow | undefined, limit: number): Promise<Wish[]> {
    const shown: Wish[] = [];
    for (let position = after; ;) {
      const rows =
        position === undefined ? await this.latest.of(userId, limit) : await this.wishes.list(userId, position, limit);
      const products = await this.products.execute(rows.map(({ productId }) => productId));
      shown.push(...rows.flatMap((row) => wishOf(row, products.get(row.productId)) ?? []));
      if (rows.length < limit || shown.length >= limit) return shown.slice(0, limit);
      position = rows.at(-1);
    }
  }

  /**
   * Marking a product again changes nothing.
   * @throws DomainError PRODUCT_NOT_FOUND, WISHLIST_FULL
   */
  async add(userId: number, productId: number): Promise<void> {
    const current = (await this.products.execute([productId])).get(productId);
    if (current === undefined || current.deleted) throw productsNotFound([productId]);
    if (await this.wishes.add(userId, productId)) return;
    await this.removeDeleted(userId);
    if (await this.wishes.add(userId, productId)) return;
    throw new DomainError('conflict', 'WISHLIST_FULL', `A wish list holds at most ${MAX_WISHES} products.`, {
      about: { limit: MAX_WISHES },
    });
  }

  /** A product that is not marked is passed over. */
  async remove(userId: number, productId: number): Promise<void> {
    await this.wishes.remove(userId, [productId]);
  }

  private async removeDeleted(userId: number): Promise<void> {
    const rows = await this.wishes.list(userId, undefined, MAX_WISHES);
    const products = await this.products.execute(rows.map(({ productId }) => productId));
    const deleted = rows.filter(({ productId }) => products.get(productId)?.deleted !== false);
    if (deleted.length === 0) return;
    await this.wishes.remove(
      userId,
      deleted.map(({ productId }) => productId),
    );
  }
}

function wishOf({ createdAt }: WishRow, current: CurrentProduct | undefined): Wish | undefined {
  if (current === undefined || current.deleted) return undefined;
  const { product, offer, soldOut } = current;
  const deal = offer && { ...offer, productName: product.productName, eventType: 'HOT_DEAL' as const };
  return { product, available: !soldOut, deal: deal ?? null, createdAt };
}
