import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { isTransient } from '#platform/database/errors';
import type { Transaction } from '#platform/database/transaction';
import { Unavailable } from '#platform/domain-error';
import { EventBus } from '#platform/events/event-bus';
import {
  type Authorization,
  type AuthorizationPurpose,
  type AuthorizationRequest,
  OrderPaymentRequested,
} from '#order-payments';
import { hasEnded } from '../domain/order';
import { type OrderTerms, readTerms } from './order-sale';
import { type LockedOrder, lockOrders } from './order-status-writer';

const MAX_BATCH = 500;
const MAX_QUEUE = 5_000;
/** A reservation that ends sooner is not paid any more: the call to a provider may take 30 s. */
const LEAST_LEFT_MS = 45_000;

/** For how long a reservation is kept from now on, and how far beyond its limit. */
const EXTENSIONS: Readonly<Record<AuthorizationPurpose, { readonly ms: number; readonly beyondLimitMs: number }>> = {
  REQUEST: { ms: 180_000, beyondLimitMs: 0 },
  CONFIRM: { ms: 60_000, beyondLimitMs: 60_000 },
  UNKNOWN: { ms: 120_000, beyondLimitMs: 600_000 },
};

/** A reservation as this transaction leaves it. */
interface Reservation {
  until: number;
  readonly limit: number;
  requested: boolean;
}

/**
 * Authorizes payments. The order's row is locked, so expiry either has ended the order before, and the answer is OVER, or
 * comes afterwards and reads the instant that was stored here. That instant only ever grows.
 */
@Injectable()
export class PaymentAuthorizer {
  private readonly requests = new Batcher<AuthorizationRequest, Authorization>((batch) => this.authorizeAll(batch), {
    name: 'order.authorize',
    maxBatchSize: MAX_BATCH,
    maxQueue: MAX_QUEUE,
    onFull: () => new Unavailable('Paying orders'),
    failsAll: isTransient,
  });

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  authorize(requests: readonly AuthorizationRequest[]): Promise<Authorization[]> {
    return Promise.all(requests.map((request) => this.requests.add(request)));
  }

  private authorizeAll(requests: readonly AuthorizationRequest[]): Promise<Outcome<Authorization>[]> {
    const orderIds = [...new Set(requests.map(({ orderId }) => orderId))];
    return this.database.transaction(async (tx) => {
      const orders = new Map((await lockOrders(tx, orderIds)).map((order) => [order.orderId, order]));
      const terms = await readTerms(tx, [...orders.keys()]);
      const reservations = new Map([...terms].map(([orderId, of]) => [orderId, reservationOf(of)]));
      const answers = requests.map((request) => {
        const { orderId } = request;
        return authorization(request, orders.get(orderId), terms.get(orderId), reservations.get(orderId));
      });
      await this.store(tx, orders, terms, reservations);
      return answers.map((value) => ({ value }));
    });
  }

  private async store(
    tx: Transaction,
    orders: ReadonlyMap<number, LockedOrder>,
    terms: ReadonlyMap<number, OrderTerms>,
    reservations: ReadonlyMap<number, Reservation | undefined>,
  ): Promise<void> {
    const extended = new Map<number, number[]>();
    const requested: LockedOrder[] = [];
    for (const [orderId, order] of orders) {
      const before = terms.get(orderId);
      const after = reservations.get(orderId);
      if (before === undefined || after === undefined) continue;
      if (after.until !== before.reservedUntil?.getTime()) {
        extended.set(after.until, [...(extended.get(after.until) ?? []), orderId]);
      }
      if (after.requested && before.requested === 0) requested.push(order);
    }
    for (const [until, orderIds] of extended) {
      tx.defer('UPDATE order_reservations SET reserved_until = GREATEST(reserved_until, ?) WHERE order_id IN (?)', [
        new Date(until),
        orderIds,
      ]);
    }
    if (requested.length === 0) return;
    tx.defer('UPDATE order_reservations SET requested = 1 WHERE order_id IN (?)', [
      requested.map(({ orderId }) => orderId),
    ]);
    await this.bus.publish(
      tx,
      OrderPaymentRequested,
      requested.map(({ orderId, userId }) => ({ orderId, userId })),
    );
  }
}

function reservationOf({ reservedUntil, reserveLimit, requested }: OrderTerms): Reservation | undefined {
  if (reservedUntil === null || reserveLimit === null) return undefined;
  return { until: reservedUntil.getTime(), limit: reserveLimit.getTime(), requested: requested === 1 };
}

/** Answers a request, and extends the reservation if it is paid now. */
function authorization(
  { orderId, purpose, userId: asker }: AuthorizationRequest,
  order: LockedOrder | undefined,
  terms: OrderTerms | undefined,
  reservation: Reservation | undefined,
): Authorization {
  if (order === undefined || terms === undefined) return { orderId, outcome: 'NOT_FOUND' };
  const { userId, status } = order;
  if (asker !== undefined && asker !== userId) return { orderId, outcome: 'NOT_FOUND' };
  if (hasEnded(status)) return { orderId, outcome: 'OVER', userId, status };
  if (status === 'ORDER_BEFORE') return { orderId, outcome: 'UNDECIDED', userId };
  if (status === 'ORDER_SUCCESS') return { orderId, outcome: 'PAID', userId };
  const { due, currency } = terms;
  if (reservation === undefined || due === null || currency === null) return { orderId, outcome: 'EXPIRING', userId };
  const { ms, beyondLimitMs } = EXTENSIONS[purpose];
  const now = terms.readAt.getTime();
  const until = Math.max(reservation.until, Math.min(reservation.limit + beyondLimitMs, now + ms));
  if (until - now < LEAST_LEFT_MS) return { orderId, outcome: 'EXPIRING', userId };
  reservation.until = until;
  if (purpose !== 'UNKNOWN') reservation.requested = true;
  const [reservedUntil, reserveLimit] = [new Date(until), new Date(reservation.limit)];
  return { orderId, outcome: 'PAYABLE', userId, due, currency, reservedUntil, reserveLimit };
}
