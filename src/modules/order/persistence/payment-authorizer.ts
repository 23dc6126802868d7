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
import { type PayableTerms, payableTermsOf } from './order-sale';
import { lockOf } from './order-status-writer';

const MAX_BATCH = 500;
const MAX_QUEUE = 5_000;
/** A reservation that ends sooner is not paid any more: the call to a provider may take 30 s. */
const LEAST_LEFT_MS = 45_000;

/** For how long a reservation is kept from now on, and how far beyond its limit. */
const EXTENSIONS: Readonly<
  Record<Exclude<AuthorizationPurpose, 'DEPOSIT'>, { readonly ms: number; readonly beyondLimitMs: number }>
> = {
  REQUEST: { ms: 180_000, beyondLimitMs: 0 },
  CONFIRM: { ms: 60_000, beyondLimitMs: 60_000 },
  UNKNOWN: { ms: 120_000, beyondLimitMs: 600_000 },
};
/** After the instant until which the buyer may transfer the money: it is counted only when it has stayed for 180 s. */
const AFTER_DEPOSIT_MS = 300_000;

/** A reservation as this transaction leaves it. */
interface Reservation {
  until: number;
  limit: number;
  requested: boolean;
}

/** An order whose reservation is to be stored as it is afterwards. */
interface Change {
  readonly terms: PayableTerms;
  readonly after: Reservation;
}

interface Judged {
  readonly answers: ReadonlyMap<AuthorizationRequest, Authorization>;
  readonly changes: readonly Change[];
}

/**
 * Authorizes payments. An answer that changes nothing needs no lock: an order whose reservation is known to last long
 * enough cannot expire before. Otherwise the order's row is locked, so expiry either has ended the order before, and the
 * answer is OVER, or comes afterwards and reads the instant that was stored here. That instant only ever grows, and so
 * does the limit, which a deposit raises.
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

  private async authorizeAll(requests: readonly AuthorizationRequest[]): Promise<Outcome<Authorization>[]> {
    const { sql, parameters } = payableTermsOf([...new Set(requests.map(({ orderId }) => orderId))]);
    const judged = judgeAll(requests, await this.database.query<PayableTerms>(sql, parameters));
    const changed = new Set(judged.changes.map(({ terms }) => terms.orderId));
    const open = requests.filter(({ orderId }) => changed.has(orderId));
    const locked = open.length === 0 ? undefined : await this.authorizeLocked(open);
    return requests.map((request) => ({
      value: (locked?.get(request) ?? judged.answers.get(request)) as Authorization,
    }));
  }

  private authorizeLocked(requests: readonly AuthorizationRequest[]): Promise<Judged['answers']> {
    const orderIds = [...new Set(requests.map(({ orderId }) => orderId))];
    return this.database.transaction(async (tx) => {
      const [, terms] = await tx.pipeline(lockOf(orderIds), payableTermsOf(orderIds));
      const { answers, changes } = judgeAll(requests, terms as PayableTerms[]);
      await this.store(tx, changes);
      return answers;
    });
  }

  private async store(tx: Transaction, changes: readonly Change[]): Promise<void> {
    for (const { terms, after } of changes) {
      if (after.limit === terms.reserveLimit?.getTime()) continue;
      tx.defer('UPDATE order_reservations SET reserve_limit = GREATEST(reserve_limit, ?) WHERE order_id = ?', [
        new Date(after.limit),
        terms.orderId,
      ]);
    }
    const extended = new Map<number, number[]>();
    for (const { terms, after } of changes) {
      if (after.until === terms.reservedUntil?.getTime()) continue;
      extended.set(after.until, [...(extended.get(after.until) ?? []), terms.orderId]);
    }
    for (const [until, orderIds] of extended) {
      tx.defer('UPDATE order_reservations SET reserved_until = GREATEST(reserved_until, ?) WHERE order_id IN (?)', [
        new Date(until),
        orderIds,
      ]);
    }
    const requested = changes.filter(({ terms, after }) => after.requested && terms.requested === 0);
    if (requested.length === 0) return;
    tx.defer('UPDATE order_reservations SET requested = 1 WHERE order_id IN (?)', [
      requested.map(({ terms }) => terms.orderId),
    ]);
    await this.bus.publish(
      tx,
      OrderPaymentRequested,
      requested.map(({ terms: { orderId, userId } }) => ({ orderId, userId })),
    );
  }
}

/** Several requests for one order share what becomes of its reservation. */
function judgeAll(requests: readonly AuthorizationRequest[], rows: readonly PayableTerms[]): Judged {
  const orders = new Map(rows.map((terms) => [terms.orderId, { terms, after: reservationOf(terms) }]));
  const answers = new Map(
    requests.map((request) => {
      const { terms, after } = orders.get(request.orderId) ?? {};
      return [request, authorization(request, terms, after)];
    }),
  );
  const changes = [...orders.values()].flatMap(({ terms, after }): Change[] => {
    const before = reservationOf(terms);
    const isChanged =
      after?.until !== before?.until || after?.limit !== before?.limit || after?.requested !== before?.requested;
    return after !== undefined && isChanged ? [{ terms, after }] : [];
  });
  return { answers, changes };
}

function reservationOf({ reservedUntil, reserveLimit, requested }: PayableTerms): Reservation | undefined {
  if (reservedUntil === null || reserveLimit === null) return undefined;
  return { until: reservedUntil.getTime(), limit: reserveLimit.getTime(), requested: requested === 1 };
}

/** Answers a request, and extends the reservation if it is paid now. */
function authorization(
  { orderId, purpose, userId: asker, depositDueAt, atLeast = 0 }: AuthorizationRequest,
  terms: PayableTerms | undefined,
  reservation: Reservation | undefined,
): Authorization {
  if (terms === undefined) return { orderId, outcome: 'NOT_FOUND' };
  const { userId, status } = terms;
  if (asker !== undefined && asker !== userId) return { orderId, outcome: 'NOT_FOUND' };
  if (hasEnded(status)) return { orderId, outcome: 'OVER', userId, status };
  if (status === 'ORDER_BEFORE') return { orderId, outcome: 'UNDECIDED', userId };
  if (status === 'ORDER_SUCCESS') return { orderId, outcome: 'PAID', userId };
  const { due, currency } = terms;
  if (reservation === undefined || due === null || currency === null) return { orderId, outcome: 'EXPIRING', userId };
  if (due < atLeast) return { orderId, outcome: 'TOO_LITTLE', userId };
  const now = terms.readAt.getTime();
  const until = Math.max(reservation.until, extendedUntil(purpose, reservation.limit, now, depositDueAt));
  if (until - now < LEAST_LEFT_MS) return { orderId, outcome: 'EXPIRING', userId };
  reservation.until = until;
  if (purpose === 'DEPOSIT') reservation.limit = Math.max(reservation.limit, until);
  if (purpose === 'REQUEST') reservation.requested = true;
  const [reservedUntil, reserveLimit] = [new Date(until), new Date(reservation.limit)];
  return { orderId, outcome: 'PAYABLE', userId, due, currency, reservedUntil, reserveLimit };
}

function extendedUntil(
  purpose: AuthorizationPurpose,
  limit: number,
  now: number,
  depositDueAt = new Date(now),
): number {
  if (purpose === 'DEPOSIT') return depositDueAt.getTime() + AFTER_DEPOSIT_MS;
  const { ms, beyondLimitMs } = EXTENSIONS[purpose];
  return Math.min(limit + beyondLimitMs, now + ms);
}
