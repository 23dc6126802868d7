import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError, MOST_IDS_NAMED } from '#platform/domain-error';
import type { Attempt } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import type { WaitPreference } from '#platform/http/parameters/prefer-wait';
import { type OrderContents, OrderPlacement, type PublicOrder } from '#order';
import type { CartLine } from '../domain/cart';
import { CartQueries } from '../persistence/cart.queries';

export interface OrderCartCommand {
  readonly key: RequestKey;
  readonly wait: WaitPreference;
  /** only these products of the cart; `undefined`: all */
  readonly productIds: readonly number[] | undefined;
  /** the order is refused if it costs more */
  readonly expectedTotal: number | undefined;
  /** points that pay for a part of it */
  readonly usePoints: number | undefined;
  /** the buyer's coupon that takes something off it */
  readonly userCouponId: number | undefined;
  /** the buyer's address that it goes to */
  readonly addressId: number | undefined;
}

const SCOPE = 'cart.order';

/**
 * Orders what is in a cart. The order takes exactly these lines out of it, in the versions in which they were read: see
 * `ClearCartWhenOrdered`.
 */
@Injectable()
export class OrderCart {
  constructor(
    private readonly carts: CartQueries,
    private readonly placement: OrderPlacement,
  ) {}

  /**
   * A key of the client is looked up before the cart is read: the repeated request is answered its order, though the
   * cart is empty by then. Without a key, the ordered lines in their versions are the key: one state of a cart makes at
   * most one order, and an order that was refused leaves it free.
   * @throws DomainError CART_EMPTY, CART_ITEM_NOT_FOUND, and those of `OrderPlacement.place`
   */
  async execute(command: OrderCartCommand): Promise<PublicOrder> {
    const { key, wait, productIds, expectedTotal, usePoints, userCouponId, addressId } = command;
    if (key.key !== undefined) {
      const sorted = productIds === undefined ? undefined : [...productIds].sort((a, b) => a - b);
      const attempt = {
        key,
        scope: SCOPE,
        request: {
          productIds: sorted,
          expectedTotal,
          usePoints: usePoints === 0 ? undefined : usePoints,
          userCouponId,
          addressId,
        },
      };
      return this.placement.place({
        attempt,
        wait,
        contents: async () => contents(await this.lines(command), command),
      });
    }
    const lines = await this.lines(command);
    return this.placement.place({
      attempt: attemptOf(key, lines),
      wait,
      contents: () => Promise.resolve(contents(lines, command)),
    });
  }

  private async lines({ key, productIds }: OrderCartCommand): Promise<readonly CartLine[]> {
    const { lines } = await this.carts.find(key.userId);
    if (lines.length === 0) throw new DomainError('conflict', 'CART_EMPTY', 'The cart is empty.');
    if (productIds === undefined) return lines;
    const missing = productIds.filter((wanted) => !lines.some(({ productId }) => productId === wanted));
    if (missing.length > 0) {
      throw new DomainError('not-found', 'CART_ITEM_NOT_FOUND', `Not in the cart: ${missing.join(', ')}.`, {
        about: { productIds: missing.slice(0, MOST_IDS_NAMED) },
      });
    }
    return lines.filter(({ productId }) => productIds.includes(productId));
  }
}

function contents(
  lines: readonly CartLine[],
  { expectedTotal, usePoints, userCouponId, addressId }: OrderCartCommand,
): OrderContents {
  return {
    items: lines.map(({ productId, quantity }) => ({ productId, quantity })),
    expectedTotal,
    usePoints,
    userCouponId,
    addressId,
    cartLines: lines.map(({ productId, version }) => ({ productId, version })),
  };
}

/** The key begins with a control character, which no client can send. */
function attemptOf(key: RequestKey, lines: readonly CartLine[]): Attempt {
  const versions = lines.map(({ productId, version }) => `${productId}:${version}`).sort();
  const digest = createHash('sha256').update(versions.join()).digest('base64url');
  return { key: { ...key, key: `\u0001cart:${digest}` }, scope: SCOPE, request: versions };
}
