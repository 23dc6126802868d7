import { Injectable } from '@nestjs/common';
import type { Cart, CartLine } from '../domain/cart';
import { CartQueries } from '../persistence/cart.queries';
import { type CurrentProduct, LookUpProducts, priceOf } from './look-up-products';

export const UNAVAILABLE_REASONS = ['SOLD_OUT', 'GONE'] as const;
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number];

/** A line of a cart with the price that an order would be charged now; of a deleted product, the price last seen. */
export interface PricedLine {
  readonly productId: number;
  readonly productName: string;
  readonly productImageUrl: string;
  readonly quantity: number;
  readonly originalPrice: number;
  readonly productPrice: number;
  readonly eventId: number | null;
  readonly itemTotalPrice: number;
  readonly available: boolean;
  readonly reason: UnavailableReason | null;
  readonly priceSeen: number;
}

export interface PricedCart {
  readonly items: readonly PricedLine[];
  readonly totalCount: number;
  /** of the lines that are available: what an order of these would be charged */
  readonly totalPrice: number;
  readonly version: number;
}

@Injectable()
export class ShowCart {
  constructor(
    private readonly carts: CartQueries,
    private readonly products: LookUpProducts,
  ) {}

  async execute(userId: number): Promise<PricedCart> {
    const cart = await this.carts.find(userId);
    const products = await this.products.execute(cart.lines.map(({ productId }) => productId));
    return priced(cart, products);
  }
}

function priced({ version, lines }: Cart, products: ReadonlyMap<number, CurrentProduct>): PricedCart {
  let totalCount = 0;
  let totalPrice = 0;
  const items = lines.map((line) => {
    const item = pricedLine(line, products.get(line.productId));
    totalCount += item.quantity;
    if (item.available) totalPrice += item.itemTotalPrice;
    return item;
  });
  return { items, totalCount, totalPrice, version };
}

function pricedLine({ productId, quantity, priceSeen }: CartLine, current: CurrentProduct | undefined): PricedLine {
  const forSale = current !== undefined && !current.deleted;
  const productPrice = forSale ? priceOf(current) : priceSeen;
  const reason = forSale ? (current.soldOut ? 'SOLD_OUT' : null) : 'GONE';
  return {
    productId,
    productName: current?.product.productName ?? '',
    productImageUrl: current?.product.productImageUrl ?? '',
    quantity,
    originalPrice: forSale ? (current.offer?.originalPrice ?? current.product.productPrice) : priceSeen,
    productPrice,
    eventId: forSale ? (current.offer?.eventId ?? null) : null,
    itemTotalPrice: quantity * productPrice,
    available: reason === null,
    reason,
    priceSeen,
  };
}
