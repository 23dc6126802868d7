import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { IdBlocks } from '#platform/database/id-blocks';
import type { Transaction } from '#platform/database/transaction';
import { EventBus } from '#platform/events/event-bus';
import type { Claim } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import type { OrderDetails } from '#order-client';
import { ReturnMoved, type ShipmentState } from '#shipping';
import {
  type PlannedReturn,
  planReturn,
  progressVersion,
  type ReturnableOrder,
  type ReturnWish,
} from '../domain/return';
import { notDelivered } from '../domain/return-refusals';
import { ShippingConfig } from '../shipping.config';
import { linesByReturn, type ReturnLineRow, type ReturnRow } from './return-rows';

const RETURN_IDS = 'shipment-returns';

export interface RequestedReturn {
  readonly returnId: number;
  /** false: the same request had made it before */
  readonly isNew: boolean;
}

export interface ReturnRequest {
  readonly order: OrderDetails;
  readonly wish: ReturnWish;
  /** as administrators can: whatever the time */
  readonly ignoresWindow: boolean;
  readonly claim: Claim | undefined;
}

/**
 * A duplicate key comes from a request that was not seen under the lock. After a COMMIT without an answer the same request
 * finds the return that it has made.
 */
const REPEATED = { duplicateMeansRace: true, repeatUnknownCommit: true };

/**
 * Stores returns. Everything that changes the returns of an order locks the row of its shipment first, and only then reads
 * them, and the time. What can meet:
 *
 * - Two requests at once, from any instances: the later one waits and finds the open return. If it is the same request, it
 *   gets that return; otherwise it is refused. The keys (order, open) and (order, ordinal) stand behind that.
 * - A request that waits for the lock while its window ends: the time is read after the lock, so it is refused.
 * - A request beside the end of an earlier return: whichever locks first. Units of a rejected return are free again.
 * - A request beside the delivery: before it, the request is refused.
 */
@Injectable()
export class ReturnRepository implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly ids: IdBlocks,
    private readonly keys: IdempotencyKeys,
    private readonly config: ShippingConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.ids.prime(RETURN_IDS);
  }

  /**
   * @returns the new return, or the open one that the same request has made before
   * @throws DomainError ORDER_NOT_RETURNABLE, RETURN_WINDOW_OVER, RETURN_OPEN
   * @throws KeyAlreadyClaimed
   */
  async request(request: ReturnRequest): Promise<RequestedReturn> {
    const [returnId = NaN] = await this.ids.take(RETURN_IDS, 1);
    return this.database.transaction(async (tx) => {
      const { order, claim } = request;
      const planned = planReturn(await this.lockOrder(tx, request), request.wish);
      if ('sameAs' in planned) {
        await this.keys.claim(tx, claim, planned.sameAs);
        return { returnId: planned.sameAs, isNew: false };
      }
      await this.insert(tx, returnId, request, planned);
      await this.keys.claim(tx, claim, returnId);
      const { orderId, userId } = order;
      const version = progressVersion(planned.ordinal, 'RETURN_REQUESTED');
      const moved = { returnId, orderId, userId, version, state: 'RETURN_REQUESTED', allReturned: false } as const;
      await this.bus.publish(tx, ReturnMoved, [moved]);
      return { returnId, isNew: true };
    }, REPEATED);
  }

  private async lockOrder(tx: Transaction, { order, ignoresWindow }: ReturnRequest): Promise<ReturnableOrder> {
    const { orderId } = order;
    const windowUs = this.config.returnWithinMs * 1_000;
    const [[shipment], [window], returns, lines] = (await tx.pipeline(
      { sql: 'SELECT state FROM shipments WHERE order_id = ? FOR UPDATE', parameters: [orderId] },
      {
        sql: `SELECT delivered_at + INTERVAL ? MICROSECOND AS until,
                delivered_at + INTERVAL ? MICROSECOND <= NOW(3) AS isOver FROM shipments WHERE order_id = ?`,
        parameters: [windowUs, windowUs, orderId],
      },
      {
        sql: `SELECT return_id AS returnId, state, reason FROM shipment_returns FORCE INDEX (uq_shipment_returns_ordinal)
              WHERE order_id = ? ORDER BY ordinal`,
        parameters: [orderId],
      },
      {
        sql: `SELECT parts.return_id AS returnId, product_id AS productId, quantity
              FROM shipment_returns AS returns FORCE INDEX (uq_shipment_returns_ordinal)
              JOIN shipment_return_lines AS parts ON parts.return_id = returns.return_id WHERE order_id = ?`,
        parameters: [orderId],
      },
    )) as [{ state: ShipmentState }[], { until: Date; isOver: number }[], ReturnRow[], ReturnLineRow[]];
    if (shipment?.state !== 'DELIVERED' || window === undefined) throw notDelivered();
    const linesOf = linesByReturn(lines);
    return {
      bought: order.lines,
      hasReceipt: order.receipt !== null,
      earlier: returns.map((row) => ({ ...row, lines: linesOf.get(row.returnId) ?? [] })),
      window: ignoresWindow ? null : { until: window.until, isOver: window.isOver === 1 },
    };
  }

  private async insert(
    tx: Transaction,
    returnId: number,
    request: ReturnRequest,
    planned: PlannedReturn,
  ): Promise<void> {
    const { order, wish } = request;
    const takesUs = this.config.returnTakesMs === null ? null : this.config.returnTakesMs * 1_000;
    await tx.execute(
      `INSERT INTO shipment_returns (return_id, order_id, user_id, state, open, ordinal, all_returned, payment_id, reason,
         due_at) VALUES (?, ?, ?, 'RETURN_REQUESTED', 1, ?, ?, ?, ?, NOW(3) + INTERVAL ? MICROSECOND)`,
      [
        ...[returnId, order.orderId, order.userId, planned.ordinal, planned.allReturned ? 1 : 0],
        ...[order.receipt?.paymentId ?? null, wish.reason, takesUs],
      ],
    );
    tx.defer('INSERT INTO shipment_return_lines (return_id, product_id, quantity, money, points) VALUES ?', [
      planned.lines.map(({ productId, quantity, money, points }) => [returnId, productId, quantity, money, points]),
    ]);
  }
}
