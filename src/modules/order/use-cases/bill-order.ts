import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { invalidField } from '#platform/http/invalid';
import { WalletBalances } from '#wallet';
import type { OrderLine } from '../domain/order';
import { type Bill, billOf } from '../domain/order-payment';
import { OrderConfig } from '../order.config';
import { UnpaidOrders } from '../persistence/unpaid-orders';

/** What a new order has to pay. */
@Injectable()
export class BillOrder {
  constructor(
    private readonly terms: OrderConfig,
    private readonly unpaid: UnpaidOrders,
    private readonly wallets: WalletBalances,
  ) {}

  /**
   * Reserves nothing. The wallet judges the points again before the stock is asked; the number of unpaid orders is a soft
   * limit, which orders that are placed at the same time may pass.
   * @returns `undefined` while payments are off
   * @throws DomainError VALIDATION_FAILED of more points than the order costs; TOO_MANY_UNPAID_ORDERS;
   * INSUFFICIENT_POINTS: in this order, if several apply
   */
  async execute(userId: number, lines: readonly OrderLine[], usePoints = 0): Promise<Bill | undefined> {
    if (!this.terms.enabled) return undefined;
    const bill = billOf(lines, usePoints, this.terms.currency);
    if (bill.due < 0) {
      throw invalidField('usePoints', 'TOO_LARGE', `must be at most ${bill.total}, which is left to pay`);
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
