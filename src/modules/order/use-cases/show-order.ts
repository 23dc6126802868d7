import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { ProductClient, type ProductVersion } from '#product';
import type { DeliveryAddress } from '#user';
import { type Order, orderNotFound } from '../domain/order';
import { OrderAddresses } from '../persistence/order-addresses';
import { OrderQueries } from '../persistence/order.queries';

@Injectable()
export class ShowOrder {
  constructor(
    private readonly queries: OrderQueries,
    private readonly addresses: OrderAddresses,
  ) {}

  /**
   * An order of `ownerId`, or of any user when that is null.
   * @throws DomainError ORDER_NOT_FOUND
   */
  async execute(orderId: number, ownerId: number | null): Promise<Order> {
    const order = await this.queries.find(orderId, ownerId);
    if (order === undefined) throw orderNotFound(orderId);
    return order;
  }

  /** Where an order goes, opened. */
  addressOf(order: Order): DeliveryAddress | undefined {
    return this.addresses.open(order);
  }
}

@Injectable()
export class ShowOrderedProduct {
  constructor(
    private readonly orders: ShowOrder,
    private readonly products: ProductClient,
  ) {}

  /**
   * The product of one item of an order as it was when it was ordered, also if it was changed or deleted since.
   * @param line the number of the item, from 1
   * @throws DomainError ORDER_NOT_FOUND, also for an item that the order does not have; PRODUCT_VERSION_NOT_FOUND for an
   * order of an earlier release, which did not note the version
   */
  async execute(orderId: number, line: number, ownerId: number | null): Promise<ProductVersion> {
    const { lines } = await this.orders.execute(orderId, ownerId);
    const ordered = lines[line - 1];
    if (ordered === undefined) {
      throw new DomainError('not-found', 'ORDER_NOT_FOUND', `Order ${orderId} has no item ${line}.`);
    }
    const { productId, productVersion } = ordered;
    const product = productVersion === null ? undefined : await this.products.asOf(productId, productVersion);
    if (product !== undefined) return product;
    throw new DomainError(
      'not-found',
      'PRODUCT_VERSION_NOT_FOUND',
      `Item ${line} of order ${orderId} was ordered before versions of products were kept.`,
    );
  }
}
