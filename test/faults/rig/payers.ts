import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { callerAt } from '../../support/caller';
import { type Call, orderOf, type PurchaseAttempt } from './call-log';
import { cancelCall, type CallTarget, orderCall } from './calls';
import { CardPurchase } from './card-purchase';
import { chargeCall, newPaymentLog, payCall, type PaymentCall, type PaymentLog, untilKnown } from './payment-calls';
import type { Randomness } from './randomness';
import type { Rig } from './rig';

export interface Paying {
  readonly products: readonly number[];
  /** how many buy concurrently, each as one user after the other */
  readonly payers: number;
  /** the points that each user charges before the first order; a few orders' worth by default */
  readonly charge?: number;
  /** the share of orders that use points */
  readonly usesPoints?: number;
  /** every user gets one of these coupons, and tries to use it for every other order */
  readonly couponId?: number | undefined;
  /** the users take turns */
  readonly users?: number;
  /** the share of payments by card, of a rig with a provider */
  readonly byCard?: number;
  /** the share of orders that are not paid */
  readonly unpaid?: number;
  /** the share of orders that are cancelled, at any moment of their payment */
  readonly cancelled?: number;
  readonly thinkMs?: number;
  /** of the users, who are the next ones of it */
  readonly firstUser?: number;
}

/** The settings of a shop in which orders are paid by points. */
export const PAYING = {
  PAYMENTS: 'on',
  PAYMENT_PROVIDERS: 'points',
  POINT_CHARGE: 'open',
  RESERVATIONS_PER_USER: '1000',
};

const USERS = 500;
const STOP_LIMIT_MS = 60_000;
export const PRICE = 10_000;

/** Simulated customers who order, pay by points and cancel until they are stopped. What is unknown is repeated. */
export class Payers {
  readonly log = newPaymentLog();
  private readonly paying: Required<Omit<Paying, 'couponId'>> & Pick<Paying, 'couponId'>;
  private readonly random: Randomness;
  private readonly running: Promise<void>[];
  private turns = 0;
  private readonly coupons = new Map<number, number>();
  private isStopped = false;
  private deadline = Infinity;

  constructor(
    private readonly rig: Rig,
    paying: Paying,
  ) {
    const defaults = {
      charge: 5 * PRICE,
      usesPoints: 0.3,
      byCard: 0,
      unpaid: 0.1,
      cancelled: 0.1,
      thinkMs: 20,
      firstUser: 1,
    };
    this.paying = { ...defaults, users: USERS, ...paying };
    this.random = rig.random.fork();
    this.running = Array.from({ length: paying.payers }, () => this.shop());
  }

  /** Starts no further orders, and resolves when the outcome of every call is known, or not in time. */
  async stop(limitMs = STOP_LIMIT_MS): Promise<PaymentLog> {
    this.isStopped = true;
    this.deadline = performance.now() + limitMs;
    await Promise.all(this.running);
    return this.log;
  }

  private async shop(): Promise<void> {
    const { charge, firstUser, thinkMs, users } = this.paying;
    while (!this.isStopped) {
      const userId = firstUser + (this.turns++ % users);
      if (charge > 0 && !this.log.charged.has(userId)) await this.charge(userId);
      await this.buy(userId);
      await pause(this.random.between(0, 2 * thinkMs));
    }
  }

  private async charge(userId: number): Promise<void> {
    const { charge } = this.paying;
    this.log.charged.set(userId, charge);
    const key = randomUUID();
    await this.untilKnown([], () => chargeCall(this.target(userId), charge, key));
  }

  private async buy(userId: number): Promise<void> {
    const { products, usesPoints, unpaid, cancelled } = this.paying;
    const key = randomUUID();
    const items = [{ productId: this.random.oneOf(products), quantity: this.random.between(1, 2) }];
    const attempt = this.log.calls.add(userId, items, key);
    const userCouponId = this.random.chance(0.5) ? await this.couponOf(userId) : undefined;
    const usePoints = this.random.chance(usesPoints) ? this.random.between(1, PRICE) : undefined;
    const benefits = { ...(userCouponId && { userCouponId }), ...(usePoints && { usePoints }) };
    const headers = { 'idempotency-key': key, prefer: 'wait=5' };
    await this.untilKnown(attempt.calls, () => orderCall(this.target(userId), items, headers, benefits));
    if (orderOf(attempt) === undefined) return;
    const isCancelled = this.random.chance(cancelled);
    await Promise.all([
      this.random.chance(unpaid) ? undefined : this.pay(attempt),
      isCancelled ? this.cancel(attempt) : undefined,
    ]);
  }

  private async couponOf(userId: number): Promise<number | undefined> {
    const { couponId } = this.paying;
    if (couponId === undefined || this.coupons.has(userId)) return this.coupons.get(userId);
    const { address, token } = this.target(userId);
    const answer = await callerAt(address, token)
      .post(`/api/coupons/${couponId}/issue`)
      .catch(() => undefined);
    const { userCouponId, about } = (answer?.body ?? {}) as {
      userCouponId?: number;
      about?: { userCouponId?: number };
    };
    const owned = userCouponId ?? about?.userCouponId;
    if (owned !== undefined) this.coupons.set(userId, owned);
    return owned;
  }

  private async pay(attempt: PurchaseAttempt): Promise<void> {
    if (this.random.chance(this.paying.byCard)) {
      await new CardPurchase(this.rig, this.log, attempt, this.random).pay();
      return;
    }
    const calls: PaymentCall[] = [];
    this.log.payments.push({ attempt, calls });
    const key = randomUUID();
    await this.untilKnown(calls, () => payCall(this.target(attempt.userId), orderOf(attempt) ?? 0, key));
  }

  private async cancel(attempt: PurchaseAttempt): Promise<void> {
    await pause(this.random.between(0, this.random.chance(0.5) ? 100 : 2_000));
    await this.untilKnown(attempt.cancels, () => cancelCall(this.target(attempt.userId), orderOf(attempt)));
  }

  private untilKnown<C extends Pick<Call, 'outcome' | 'code'>>(calls: C[], send: () => Promise<C>): Promise<void> {
    return untilKnown(calls, send, this.deadline);
  }

  private target(userId: number): CallTarget {
    return { address: this.rig.addressInService(this.random), token: this.rig.token(userId) };
  }
}
