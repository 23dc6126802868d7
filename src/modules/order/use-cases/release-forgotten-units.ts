import { Injectable, Logger } from '@nestjs/common';
import { PublicationQueries } from '#platform/events/publication-queries';
import type { OrderedUnits } from '#order';
import { StockClient, StockLevels } from '#stock';
import { EndedOrders } from '../persistence/ended-orders';
import { RESERVE_STOCK_HANDLER, TAKE_STOCK_HANDLER } from '../persistence/order.repository';
import { GIVE_BACK_HANDLER } from './give-stock-back-when-orders-released';

/** The event handlers that still give back what an ended order has taken. */
const GIVING_BACK = [TAKE_STOCK_HANDLER, RESERVE_STOCK_HANDLER, GIVE_BACK_HANDLER];
const BATCH = 500;

/**
 * Gives back units that ended orders have kept because the event that should have done so is lost, as a dead letter is.
 * The end of an order is for ever, and its event is stored in the same commit. So the orders are read first and the events
 * afterwards: an order that has ended and has no event by then was given back already, or is forgotten. The stock gives back
 * once, under its own lock, whatever runs beside this, and says for which orders it did.
 */
@Injectable()
export class ReleaseForgottenUnits {
  private readonly log = new Logger('Orders');

  constructor(
    private readonly stock: StockClient,
    private readonly levels: StockLevels,
    private readonly orders: EndedOrders,
    private readonly publications: PublicationQueries,
  ) {}

  /** @returns of how many orders */
  async execute(productId: number): Promise<number> {
    let released = 0;
    for (let after: number | null = 0; after !== null;) {
      const page = await this.levels.takersOf(productId, after);
      released += await this.releaseAmong(page.orderIds);
      after = page.next;
    }
    if (released > 0) this.log.warn({ msg: 'Units of ended orders were given back', productId, orders: released });
    return released;
  }

  private async releaseAmong(orderIds: readonly number[]): Promise<number> {
    const ended = await this.orders.among(orderIds);
    const underWay = await this.publications.named(
      GIVING_BACK,
      'orderId',
      ended.map(({ orderId }) => orderId),
    );
    const forgotten = ended.filter(({ orderId }) => !underWay.has(orderId));
    let released = 0;
    for (let start = 0; start < forgotten.length; start += BATCH) {
      released += await this.giveBack(forgotten.slice(start, start + BATCH));
    }
    return released;
  }

  private async giveBack(orders: readonly OrderedUnits[]): Promise<number> {
    return (await this.stock.giveBack(orders)).length;
  }
}
