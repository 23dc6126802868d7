import { Injectable } from '@nestjs/common';
import { OrderPlacement, type PlaceOrderCommand } from '#order';
import { isDecided } from '../domain/order';
import { LatestOrders } from '../persistence/latest-orders';
import { PlaceOrder } from '../use-cases/place-order';
import { ShowOrder } from '../use-cases/show-order';
import { type OrderView, orderView } from './order-view.dto';

/** The one way to place an order over HTTP: for the routes of this module and for those of others. */
@Injectable()
export class HttpOrderPlacement extends OrderPlacement {
  constructor(
    private readonly placer: PlaceOrder,
    private readonly latest: LatestOrders,
    private readonly shower: ShowOrder,
  ) {
    super();
  }

  override async place(command: PlaceOrderCommand): Promise<OrderView> {
    const order = await this.placer.execute(command);
    if (command.wait.seconds !== undefined && isDecided(order.status)) command.wait.honoured();
    return orderView(order, this.shower.addressOf(order));
  }

  override async latestOf(userId: number, limit: number): Promise<OrderView[]> {
    const orders = await this.latest.of(userId, limit);
    return orders.map((order) => orderView(order));
  }
}
