import { Injectable } from '@nestjs/common';
import { DomainError, MOST_IDS_NAMED } from '#platform/domain-error';
import { adding, type CartChange, merging, type NewLine, setting } from '../domain/cart';
import { CartRepository } from '../persistence/cart.repository';
import { LookUpProducts, priceOf } from './look-up-products';
import { type PricedCart, ShowCart } from './show-cart';

/** Units of a product, as a client asks for them. */
export interface Item {
  readonly productId: number;
  readonly quantity: number;
}

/** Changes the lines of a cart and returns the cart as it is afterwards. */
@Injectable()
export class ChangeCart {
  constructor(
    private readonly products: LookUpProducts,
    private readonly carts: CartRepository,
    private readonly shower: ShowCart,
  ) {}

  /**
   * Adds units to what is there. Repeating it adds them again.
   * @throws DomainError PRODUCT_NOT_FOUND, CART_FULL
   */
  async add(userId: number, item: Item): Promise<PricedCart> {
    return this.change(userId, adding(await this.line(item)));
  }

  /**
   * Sets the units of a product, whether or not it is in the cart.
   * @throws DomainError PRODUCT_NOT_FOUND, CART_FULL
   */
  async set(userId: number, item: Item): Promise<PricedCart> {
    return this.change(userId, setting(await this.line(item)));
  }

  /**
   * Takes over another cart, such as that of a visitor who has logged in: of each product the larger quantity. Products
   * that do not exist are passed over.
   * @throws DomainError CART_FULL, and nothing is taken over
   */
  async merge(userId: number, items: readonly Item[]): Promise<PricedCart> {
    return this.change(userId, merging(await this.lines(items)));
  }

  private async change(userId: number, change: CartChange): Promise<PricedCart> {
    await this.carts.change(userId, change);
    return this.shower.execute(userId);
  }

  private async line(item: Item): Promise<NewLine> {
    const [line] = await this.lines([item]);
    if (line === undefined) throw productsNotFound([item.productId]);
    return line;
  }

  private async lines(items: readonly Item[]): Promise<readonly NewLine[]> {
    const products = await this.products.execute(items.map(({ productId }) => productId));
    return items.flatMap(({ productId, quantity }) => {
      const current = products.get(productId);
      return current === undefined || current.deleted ? [] : [{ productId, quantity, priceSeen: priceOf(current) }];
    });
  }
}

export function productsNotFound(productIds: readonly number[]): DomainError {
  return new DomainError('not-found', 'PRODUCT_NOT_FOUND', `Products not found: ${productIds.join(', ')}.`, {
    about: { productIds: productIds.slice(0, MOST_IDS_NAMED) },
  });
}
