import { Injectable } from '@nestjs/common';
import { IdBlocks } from '#platform/database/id-blocks';
import { DomainError } from '#platform/domain-error';
import type { Claim } from '#platform/http/idempotency/claim';
import type { OrderContents } from '#order';
import { type Order, place } from '../domain/order';
import { unpaid } from '../domain/order-payment';
import { OrderMetrics } from '../order-metrics';
import { OrderAddresses } from '../persistence/order-addresses';
import { OrderRepository } from '../persistence/order.repository';
import { type OrderQuote, QuoteOrder } from './quote-order';

interface CreateOrderCommand {
  readonly userId: number;
  readonly contents: OrderContents;
  /** the idempotency key that is stored with the order */
  readonly claim: Claim | undefined;
}

/** Quotes and stores an order. */
@Injectable()
export class CreateOrder {
  constructor(
    private readonly quotes: QuoteOrder,
    private readonly ids: IdBlocks,
    private readonly orders: OrderRepository,
    private readonly metrics: OrderMetrics,
    private readonly addresses: OrderAddresses,
  ) {}

  /**
   * Resolves when the order is durable; its stock is decided afterwards. A refused order is not stored.
   * @throws DomainError those of `QuoteOrder.execute`
   * @throws Unavailable while earlier orders wait too long for their decision
   */
  async execute({ userId, contents, claim }: CreateOrderCommand): Promise<Order> {
    const [{ lines, quotedAt, bill, address }] = await Promise.all([
      this.quote(userId, contents),
      this.orders.assertBacklogIsShort(),
    ]);
    const [orderId] = await this.ids.take('orders', 1);
    if (orderId === undefined) throw new Error('No order id was reserved');
    const addressSealed = address && this.addresses.seal(orderId, address);
    const order = place({
      orderId,
      userId,
      lines,
      orderedAt: quotedAt,
      payment: bill && unpaid(lines, bill),
      addressSealed,
    });
    await this.orders.add(order, claim, contents.cartLines);
    this.metrics.placed();
    return order;
  }

  private async quote(userId: number, contents: OrderContents): Promise<OrderQuote> {
    try {
      return await this.quotes.execute(userId, contents, { isPlaced: true });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'INSUFFICIENT_STOCK') this.metrics.soldOut();
      throw error;
    }
  }
}
