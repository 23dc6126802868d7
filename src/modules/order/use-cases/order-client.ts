import { Injectable } from '@nestjs/common';
import { OrderClient, type OrderDetails, type ProgressOutcome, type ProgressStep } from '#order-client';
import { type Order, totalPrice } from '../domain/order';
import { OrderAddresses } from '../persistence/order-addresses';
import { OrderProgressWriter } from '../persistence/order-progress-writer';
import { OrderQueries } from '../persistence/order.queries';
import { ReservedUnits } from '../persistence/reserved-units';
import { ReleaseForgottenUnits } from './release-forgotten-units';

/** Passes each call of another module to the class that answers it. */
@Injectable()
export class OrderAnswers extends OrderClient {
  constructor(
    private readonly queries: OrderQueries,
    private readonly writer: OrderProgressWriter,
    private readonly units: ReservedUnits,
    private readonly releaser: ReleaseForgottenUnits,
    private readonly addresses: OrderAddresses,
  ) {
    super();
  }

  override async find(orderIds: readonly number[]): Promise<readonly OrderDetails[]> {
    return (await this.queries.findAll(orderIds)).map((order) => ({
      ...detailsOf(order),
      address: this.addresses.open(order) ?? null,
    }));
  }

  override progress(steps: readonly ProgressStep[]): Promise<readonly ProgressOutcome[]> {
    return Promise.all(steps.map((step) => this.writer.store(step)));
  }

  override reservedUnits(productIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return this.units.of(productIds);
  }

  override releaseForgotten(productId: number): Promise<number> {
    return this.releaser.execute(productId);
  }
}

function detailsOf({ orderId, userId, status, orderedAt, lines, payment }: Order): Omit<OrderDetails, 'address'> {
  return {
    ...{ orderId, userId, status, orderDate: orderedAt, totalPrice: totalPrice(lines) },
    lines: lines.map(({ productId, productName, quantity, price }, line) => {
      const { discount = 0, points = 0 } = payment?.shares[line] ?? {};
      return { productId, productName, quantity, price, discountShare: discount, pointsShare: points };
    }),
    receipt: payment?.receipt ?? null,
  };
}
