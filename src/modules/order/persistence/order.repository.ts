import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { Backlog } from '#platform/events/backlog';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { CommitUnknown, isTransient, isDuplicateKey } from '#platform/database/errors';
import type { Transaction } from '#platform/database/transaction';
import { Unavailable } from '#platform/domain-error';
import { type Claim, KeyAlreadyClaimed } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { type CartLine, OrderPlaced, OrderPlacedFromCart } from '#order';
import { OrderPlacedToPay } from '#order-payments';
import { type Trace, tracing } from '#platform/observability/tracing';
import type { Order } from '../domain/order';
import { OrderMetrics } from '../order-metrics';
import { insertOrders, hasBill, placed, placedToPay } from './insert-orders';

interface NewOrder {
  readonly order: Order;
  readonly claim: Claim | undefined;
  readonly cartLines: readonly CartLine[] | undefined;
  readonly trace: Trace | undefined;
}

/** The event handlers that decide orders; stored with every publication, so the names must not change. */
export const TAKE_STOCK_HANDLER = 'order.take-stock';
export const RESERVE_STOCK_HANDLER = 'order.reserve-stock';

/** Either handler takes stock for the same products: when one is late, orders of the other kind would wait too. */
const DECIDING_HANDLERS = [TAKE_STOCK_HANDLER, RESERVE_STOCK_HANDLER];

const MAX_BATCH = 500;
const MAX_QUEUE = 5_000;
const REPEATS_OF_AN_UNKNOWN_COMMIT = 3;

/** Adds orders. Those that arrive at the same time share one transaction. */
@Injectable()
export class OrderRepository {
  private readonly additions = new Batcher<NewOrder, void>((orders) => this.addTogether(orders), {
    name: 'order.insert',
    maxBatchSize: MAX_BATCH,
    maxQueue: MAX_QUEUE,
    onFull: () => this.refuseOverload(),
    failsAll: isTransient,
  });

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly keys: IdempotencyKeys,
    private readonly backlog: Backlog,
    private readonly metrics: OrderMetrics,
  ) {}

  /** @throws Unavailable while stored orders wait too long for their decision */
  async assertBacklogIsShort(): Promise<void> {
    const late = await Promise.all(DECIDING_HANDLERS.map((handler) => this.backlog.isLate(handler)));
    if (late.includes(true)) throw this.refuseOverload();
  }

  /**
   * Resolves when the order, its idempotency key and its events are durable, all together.
   * @param cartLines the lines of the buyer's cart that it was made of
   * @throws KeyAlreadyClaimed when another order has claimed the key first; then nothing of this one is stored
   * @throws CommitUnknown when the order may or may not be stored
   */
  async add(order: Order, claim?: Claim, cartLines?: readonly CartLine[]): Promise<void> {
    await this.additions.add({ order, claim, cartLines, trace: tracing?.current() });
  }

  private refuseOverload(): Unavailable {
    this.metrics.shed();
    return new Unavailable('Placing orders');
  }

  private async addTogether(orders: readonly NewOrder[]): Promise<Outcome<void>[]> {
    this.metrics.stored(orders.length);
    try {
      return await this.insert(orders);
    } catch (error) {
      if (error instanceof CommitUnknown) return this.insertAgain(orders, error);
      throw error;
    }
  }

  private async insert(orders: readonly NewOrder[]): Promise<Outcome<void>[]> {
    return this.database.transaction(async (tx) => {
      const rejected = await this.claimKeys(tx, orders);
      const added = orders.filter(({ order }) => !rejected.has(order.orderId));
      if (added.length > 0) {
        await insertOrders(
          tx,
          added.map(({ order }) => order),
        );
        await this.publish(tx, added);
      }
      return orders.map(({ order }) =>
        rejected.has(order.orderId) ? { failed: new KeyAlreadyClaimed() } : { value: undefined },
      );
    });
  }

  private async publish(tx: Transaction, added: readonly NewOrder[]): Promise<void> {
    const ordinary = added.filter(({ order }) => !hasBill(order));
    await this.bus.publish(
      tx,
      OrderPlaced,
      ordinary.map(({ order }) => placed(order)),
      { traces: ordinary.map(({ trace }) => trace) },
    );
    const payable = added.flatMap(({ order, trace }) => (hasBill(order) ? [{ order, trace }] : []));
    await this.bus.publish(
      tx,
      OrderPlacedToPay,
      payable.map(({ order }) => placedToPay(order)),
      { traces: payable.map(({ trace }) => trace) },
    );
    const fromCarts = added.flatMap(({ order: { orderId, userId }, cartLines }) =>
      cartLines === undefined ? [] : { orderId, userId, lines: [...cartLines] },
    );
    await this.bus.publish(tx, OrderPlacedFromCart, fromCarts);
  }

  /**
   * After a COMMIT without an answer, the same rows are inserted again with the same ids: the insert waits for the old
   * transaction, and a duplicate order id proves that it had committed. A SELECT that finds nothing proves nothing.
   */
  private async insertAgain(orders: readonly NewOrder[], unknown: CommitUnknown): Promise<Outcome<void>[]> {
    for (let repeat = 0; repeat < REPEATS_OF_AN_UNKNOWN_COMMIT; repeat++) {
      try {
        return await this.insert(orders);
      } catch (error) {
        if (isDuplicateKey(error)) return await this.outcomesOfCommitted(orders);
        if (!isTransient(error)) throw error;
      }
    }
    throw unknown;
  }

  private async outcomesOfCommitted(orders: readonly NewOrder[]): Promise<Outcome<void>[]> {
    const rows = await this.database.query<{ order_id: number }>('SELECT order_id FROM orders WHERE order_id IN (?)', [
      orders.map(({ order }) => order.orderId),
    ]);
    const stored = new Set(rows.map((row) => row.order_id));
    return orders.map(({ order }) =>
      stored.has(order.orderId) ? { value: undefined } : { failed: new KeyAlreadyClaimed() },
    );
  }

  /** The orders whose key belongs to another request. */
  private async claimKeys(tx: Transaction, orders: readonly NewOrder[]): Promise<Set<number>> {
    const claims = orders.flatMap(({ order, claim }) =>
      claim === undefined ? [] : [{ claim, resourceId: order.orderId }],
    );
    return claims.length === 0 ? new Set() : this.keys.claimAll(tx, claims);
  }
}
