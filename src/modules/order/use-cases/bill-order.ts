import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { invalidField } from '#platform/http/invalid';
import { CouponClient } from '#coupon';
import type { OrderContents } from '#order';
import { WalletBalances } from '#wallet';
import { totalPrice } from '../domain/order';
import { type Bill, billOf } from '../domain/order-payment';
import { OrderConfig } from '../order.config';
import { UnpaidOrders } from '../persistence/unpaid-orders';
import type { PriceQuote } from './quote-prices';

/** What a new order has to pay. */
@Injectable()
export class BillOrder {
  constructor(
    private readonly terms: OrderConfig,
    private readonly unpaid: UnpaidOrders,
    private readonly coupons: CouponClient,
    private readonly wallets: WalletBalances,
  ) {}

  /**
   * Reserves nothing. Coupon and points are judged again before the stock is asked; the number of unpaid orders is a soft
   * limit, which orders that are placed at the same time may pass. The coupon is judged at the instant of the prices.
   * @returns `undefined` while payments are off
   * @throws DomainError those of `CouponClient.quote`; VALIDATION_FAILED of more points than the coupon leaves to pay;
   * TOO_MANY_UNPAID_ORDERS; INSUFFICIENT_POINTS: in this order, if several apply
   */
  async execute(
    userId: number,
    { lines, quotedAt }: PriceQuote,
    { usePoints = 0, userCouponId }: OrderContents,
  ): Promise<Bill | undefined> {
    if (!this.terms.enabled) return undefined;
    const total = totalPrice(lines);
    const discount =
      userCouponId === undefined
        ? 0
        : await this.coupons.quote({ userId, userCouponId, orderPrice: total, instant: quotedAt });
    const benefits = { discount, points: usePoints, userCouponId: userCouponId ?? null };
    const bill = billOf(total, benefits, this.terms.currency);
    if (bill.due < 0) {
      throw invalidField('usePoints', 'TOO_LARGE', `must be at most ${total - discount}, which is left to pay`);
    }
    await Promise.all([
      bill.due > 0 ? this.refuseTooMany(userId) : undefined,
      usePoints > 0 ? this.refuseTooFew(userId, usePoints) : undefined,
    ]);
    return bill;
  }

  private async refuseTooMany(userId: number): Promise<void> {
    const limit = this.terms.reservationsPerUser;
    if ((await this.unpaid.countOf(userId)) < limit) return;
    throw new DomainError(
      'conflict',
      'TOO_MANY_UNPAID_ORDERS',
      `At most ${limit} of your orders may wait for their payment. Pay or cancel one of them first.`,
      { about: { limit } },
    );
  }

  private async refuseTooFew(userId: number, points: number): Promise<void> {
    const { available } = await this.wallets.of(userId);
    if (available >= points) return;
    throw new DomainError('conflict', 'INSUFFICIENT_POINTS', `Only ${available} points are available.`, {
      about: { available },
    });
  }
}
