import { randomBytes } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { CommitUnknown, isDuplicateKey, isTransient } from '#platform/database/errors';
import { IdBlocks } from '#platform/database/id-blocks';
import type { Transaction } from '#platform/database/transaction';
import { Unavailable } from '#platform/domain-error';
import { EventBus } from '#platform/events/event-bus';
import { type Claim, KeyAlreadyClaimed } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { type Trace, tracing } from '#platform/observability/tracing';
import { PaymentTerms } from '#order-payments';
import type { Payment } from '../domain/payment';
import { PaymentPointsDue } from '../domain/payment.events';
import { decideRequest, newAttempt, type WantedPayment } from '../domain/payment-request';
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from './payment.queries';

export interface PaymentRequest extends WantedPayment {
  readonly orderId: number;
  readonly userId: number;
  readonly amount: number;
  readonly currency: string;
  /** until when the order can be paid at the latest; an attempt that no one has confirmed by then is given up */
  readonly reserveLimit: Date;
  readonly requestedAt: Date;
  readonly claim: Claim | undefined;
}

/** The attempt of a request. */
export interface RequestedPayment {
  readonly payment: Payment;
  readonly isNew: boolean;
}

interface Numbered {
  readonly request: PaymentRequest;
  readonly attempt: Payment;
  readonly trace: Trace | undefined;
}
type Entry = Pick<Numbered, 'request' | 'trace'>;
type Outcomes = Outcome<RequestedPayment>[];

const PAYMENT_IDS = 'payments';
const CONFIRM_MS = 60_000;
const MAX_BATCH = 500;
const MAX_QUEUE = 5_000;
const REPEATS_OF_AN_UNKNOWN_COMMIT = 3;
const RACES = { duplicateMeansRace: true };

/**
 * Stores attempts to pay (P1). Those that arrive at the same time share one transaction. Usually they are the first of
 * their orders, which needs no look: one round trip inserts them with the ordinal 1, their events, and COMMIT. Where that
 * finds another attempt (a duplicate key), the attempts of these orders are locked, by id, and read behind the lock. What
 * can meet:
 *
 * - Two tabs, two instances, the same order: the unique keys (order, live) and (order, ordinal) let one in; the other
 *   reads it and decides again (`decideRequest`).
 * - A request beside a confirmation of the attempt that it would replace: both change that row, whose lock orders them.
 *   Replaced first, the confirmation finds it ABANDONED, and nothing is sent; confirmed first, it is IN_PROGRESS.
 * - A request beside the end of the last attempt that is allowed: the failure is stored under the lock of that row, and
 *   counted here behind it, whether or not the order has heard of it.
 * - COMMIT without an answer: again with the same ids. An attempt that has such an id was made by the old transaction,
 *   together with its event.
 * - The instance dies before it answers: the attempt is there, and the same request gets it.
 */
@Injectable()
export class PaymentRequests implements OnApplicationBootstrap {
  private readonly batcher = new Batcher<Entry, RequestedPayment>((entries) => this.storeTogether(entries), {
    name: 'payment.request',
    maxBatchSize: MAX_BATCH,
    maxQueue: MAX_QUEUE,
    onFull: () => new Unavailable('Requesting payments'),
    failsAll: isTransient,
  });

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly ids: IdBlocks,
    private readonly keys: IdempotencyKeys,
    private readonly terms: PaymentTerms,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.ids.prime(PAYMENT_IDS);
  }

  /**
   * Resolves when the attempt and its event are durable.
   * @throws DomainError PAYMENT_IN_PROGRESS, ORDER_ALREADY_PAID
   * @throws KeyAlreadyClaimed when another request has claimed the key first; then nothing of this one is stored
   */
  store(request: PaymentRequest): Promise<RequestedPayment> {
    return this.batcher.add({ request, trace: tracing?.current() });
  }

  private async storeTogether(entries: readonly Entry[]): Promise<Outcomes> {
    const ids = await this.ids.take(PAYMENT_IDS, entries.length);
    const numbered = entries
      .map((entry, index) => ({ ...entry, attempt: attemptOf(entry.request, ids[index] as number) }))
      .sort((one, other) => one.request.orderId - other.request.orderId);
    const outcomes = await this.repeated(numbered);
    const byId = new Map(numbered.map(({ attempt }, index) => [attempt.paymentId, outcomes[index]]));
    return ids.map((id) => byId.get(id) as Outcome<RequestedPayment>);
  }

  private async repeated(numbered: readonly Numbered[]): Promise<Outcomes> {
    let unknown: CommitUnknown | undefined;
    try {
      return await this.database.transaction((tx) => this.insert(tx, numbered));
    } catch (error) {
      if (error instanceof CommitUnknown) unknown = error;
      else if (!isDuplicateKey(error)) throw error;
    }
    for (let repeat = 0; ; repeat++) {
      try {
        return await this.database.transaction((tx) => this.decide(tx, numbered), RACES);
      } catch (error) {
        if (error instanceof CommitUnknown) unknown = error;
        else if (unknown === undefined || !isTransient(error)) throw error;
        if (repeat >= REPEATS_OF_AN_UNKNOWN_COMMIT) throw unknown;
      }
    }
  }

  /** Locks the attempts that there are, and reads all of them again behind the lock. */
  private async decide(tx: Transaction, numbered: readonly Numbered[]): Promise<Outcomes> {
    const orderIds = [...new Set(numbered.map(({ request }) => request.orderId))];
    const found = await tx.query<{ readonly id: number }>(
      'SELECT payment_id AS id FROM payments WHERE order_id IN (?)',
      [orderIds],
    );
    const [, rows] = (await tx.pipeline(
      {
        sql: 'SELECT payment_id FROM payments FORCE INDEX (PRIMARY) WHERE payment_id IN (?) ORDER BY payment_id FOR UPDATE',
        parameters: [found.length === 0 ? [0] : found.map(({ id }) => id)],
      },
      { sql: `SELECT ${PAYMENT_COLUMNS} FROM payments WHERE order_id IN (?) ORDER BY ordinal`, parameters: [orderIds] },
    )) as [unknown, PaymentRow[]];
    const attempts = rows.map(toPayment);
    const added: Numbered[] = [];
    const outcomes: (Outcome<RequestedPayment> | undefined)[] = numbered.map((entry) => {
      const { request, attempt } = entry;
      const ofOrder = attempts.filter(({ orderId }) => orderId === request.orderId);
      const own = ofOrder.find(({ paymentId }) => paymentId === attempt.paymentId);
      if (own !== undefined) return { value: { payment: own, isNew: true } };
      const decision = decideRequest(request, ofOrder, this.terms.maxAttempts);
      if ('refusal' in decision) return { failed: decision.refusal };
      if ('existing' in decision) return { value: { payment: decision.existing, isNew: false } };
      const { ordinal, abandoned } = decision;
      if (abandoned !== undefined) {
        abandon(tx, abandoned.paymentId);
        attempts.splice(attempts.indexOf(abandoned), 1, { ...abandoned, state: 'ABANDONED', isLive: false });
      }
      const payment = { ...attempt, ordinal };
      attempts.push(payment);
      added.push({ ...entry, attempt: payment });
      return undefined;
    });
    const inserted = await this.insert(tx, added);
    return outcomes.map((outcome) => outcome ?? (inserted.shift() as Outcome<RequestedPayment>));
  }

  private async insert(tx: Transaction, numbered: readonly Numbered[]): Promise<Outcomes> {
    if (numbered.length === 0) return [];
    const claims = numbered.flatMap(({ request: { claim }, attempt: { paymentId } }) =>
      claim === undefined ? [] : [{ claim, resourceId: paymentId }],
    );
    const rejected = claims.length === 0 ? new Set<number>() : await this.keys.claimAll(tx, claims);
    const added = numbered.filter(({ attempt }) => !rejected.has(attempt.paymentId));
    if (added.length > 0) insertRows(tx, added);
    const due = added.filter(({ request }) => !request.hasPage);
    await this.bus.publish(
      tx,
      PaymentPointsDue,
      due.map(({ attempt: { paymentId, orderId, userId, amount, currency } }) => ({
        ...{ paymentId, orderId, userId, amount, currency },
      })),
      { traces: due.map(({ trace }) => trace) },
    );
    return numbered.map(({ attempt }) =>
      rejected.has(attempt.paymentId)
        ? { failed: new KeyAlreadyClaimed() }
        : { value: { payment: attempt, isNew: true } },
    );
  }
}

function attemptOf(request: PaymentRequest, paymentId: number): Payment {
  const random = randomBytes(8).toString('base64url').slice(0, 10);
  // A confirmation keeps the units for a minute past the limit.
  const expiresAt = request.hasPage ? new Date(request.reserveLimit.getTime() + CONFIRM_MS) : null;
  return newAttempt(
    { ...request, expiresAt },
    { paymentId, providerOrderId: `hd-${paymentId.toString(36)}-${random}` },
  );
}

/** An attempt that is confirmed at once is no poller's concern: its event is durable, and stays until it is handled. */
function insertRows(tx: Transaction, numbered: readonly Numbered[]): void {
  tx.defer(
    `INSERT INTO payments (payment_id, order_id, user_id, ordinal, provider, method, state, live, amount, currency,
       provider_order_id, requested_at, sent_at, expires_at, resolve_at)
     VALUES ${numbered.map(() => '(?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
    numbered.flatMap(({ attempt }) => [
      ...[attempt.paymentId, attempt.orderId, attempt.userId, attempt.ordinal, attempt.provider, attempt.method],
      ...[attempt.state, attempt.amount, attempt.currency, attempt.providerOrderId],
      ...[attempt.requestedAt, attempt.sentAt, attempt.expiresAt, attempt.expiresAt],
    ]),
  );
}

/** No one will confirm the attempt: the poller then ends it at the provider. */
function abandon(tx: Transaction, paymentId: number): void {
  tx.deferExpecting(
    1,
    `UPDATE payments SET state = 'ABANDONED', live = NULL, resolve_at = NOW(3), resolve_attempts = 0
     WHERE payment_id = ? AND state = 'REQUESTED'`,
    [paymentId],
  );
}
