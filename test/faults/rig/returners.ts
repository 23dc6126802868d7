import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { callerAt } from '../../support/caller';
import { ADMINISTRATOR } from '../../support/logins';
import type { OrderedItem } from './call-log';
import { type CallTarget, orderCall } from './calls';
import { CardPurchase } from './card-purchase';
import { PRICE } from './payers';
import { chargeCall, newPaymentLog, payCall, type PaymentCall, untilKnown } from './payment-calls';
import type { Randomness } from './randomness';
import { endReturnCall, type ReturnAttempt, type ReturnCall, requestReturnCall } from './return-calls';
import type { Rig } from './rig';

const BUYERS = 8;
/** How many clients ask for returns of an order at once, and how many administrators end them. */
const CLIENTS = 3;
const ADMINISTRATORS = 2;
const ROUNDS = 3;
const CHARGE = 7 * PRICE;
/** From the request of a return until it is ended by hand: up to after the clock does it. */
const LATEST_MS = 2_000;
const PATIENCE_MS = 30_000;
/** No third of it, and no half, is a whole number. */
const MOST_POINTS = 19_999;

/** Users who buy three units of one product and two of another, and return them in every way at once, until they are stopped. */
export class Returners {
  readonly payments = newPaymentLog();
  readonly returns: ReturnAttempt[] = [];
  private readonly running: Promise<void>[];
  private users = 0;
  private isStopped = false;

  constructor(
    private readonly rig: Rig,
    private readonly products: readonly [number, number],
  ) {
    this.running = Array.from({ length: BUYERS }, () => this.shop(rig.random.fork()));
  }

  /** Begins no further orders, and resolves when the outcome of every call is known. */
  async stop(): Promise<this> {
    this.isStopped = true;
    await Promise.all(this.running);
    return this;
  }

  private async shop(random: Randomness): Promise<void> {
    while (!this.isStopped) {
      const userId = ++this.users;
      const orderId = await this.buy(userId, random);
      if (orderId === 0 || !(await this.isDelivered(orderId, random))) continue;
      for (let round = 0; round < ROUNDS; round++) {
        await Promise.all([
          ...Array.from({ length: CLIENTS }, () => this.request(orderId, userId, random)),
          ...Array.from({ length: ADMINISTRATORS }, () => this.end(orderId, userId, random)),
        ]);
      }
    }
  }

  /** Paid by card or by points, with or without points set against it. @returns 0 if there is no paid order */
  private async buy(userId: number, random: Randomness): Promise<number> {
    const [one, other] = this.products;
    const items = [
      { productId: one, quantity: 3 },
      { productId: other, quantity: 2 },
    ];
    this.payments.charged.set(userId, CHARGE);
    const chargeKey = randomUUID();
    await this.untilKnown([], () => chargeCall(this.target(userId, random), CHARGE, chargeKey));
    const attempt = this.payments.calls.add(userId, items, randomUUID());
    const usePoints = random.chance(0.5) ? random.between(1, MOST_POINTS) : undefined;
    const headers = { 'idempotency-key': attempt.key, prefer: 'wait=5' };
    await this.untilKnown(attempt.calls, () => orderCall(this.target(userId, random), items, headers, { usePoints }));
    const purchase = new CardPurchase(this.rig, this.payments, attempt, random);
    const { orderId } = purchase;
    if (orderId === 0) return 0;
    if (random.chance(0.6)) {
      await purchase.pay();
    } else {
      const calls: PaymentCall[] = [];
      this.payments.payments.push({ attempt, calls });
      const key = randomUUID();
      await this.untilKnown(calls, () => payCall(this.target(userId, random), orderId, key));
    }
    return orderId;
  }

  /** Shipped and delivered by hand, beside the clock. */
  private async isDelivered(orderId: number, random: Randomness): Promise<boolean> {
    const end = performance.now() + PATIENCE_MS;
    for (const status of ['SHIPPED', 'DELIVERED']) {
      for (;;) {
        const { address, token } = this.target(ADMINISTRATOR, random);
        const answer = await callerAt(address, token)
          .patch(`/api/delivery/${orderId}/status?status=${status}`)
          .catch(() => undefined);
        // 409: the clock has delivered it.
        if (answer?.status === 200 || answer?.status === 409) break;
        if (performance.now() > end) return false;
        await pause(100);
      }
    }
    return true;
  }

  /** Some requests are the same; each is repeated at once, and until its outcome is known, with or without a key. */
  private async request(orderId: number, userId: number, random: Randomness): Promise<void> {
    const [one, other] = this.products;
    const wishes: readonly (readonly OrderedItem[] | undefined)[] = [
      undefined,
      [{ productId: one, quantity: 1 }],
      [{ productId: other, quantity: 1 }],
      [
        { productId: one, quantity: 2 },
        { productId: other, quantity: 1 },
      ],
    ];
    const items = random.oneOf(wishes);
    const key = random.chance(0.7) ? randomUUID() : undefined;
    await pause(random.between(0, 50));
    const send = () => requestReturnCall(this.target(userId, random), orderId, items, key);
    const times = Array.from({ length: random.between(1, 2) });
    if (key !== undefined) {
      const { calls } = this.attempt(orderId);
      await Promise.all(times.map(() => this.untilKnown(calls, send)));
      return;
    }
    const calls: ReturnCall[] = [];
    await Promise.all(times.map(() => this.untilKnown(calls, send)));
    // Each is one of its own: it may have come after the end of the return that the one before it made.
    for (const call of calls) this.attempt(orderId).calls.push(call);
  }

  private async end(orderId: number, userId: number, random: Randomness): Promise<void> {
    await pause(random.between(0, LATEST_MS));
    const { address, token } = this.target(userId, random);
    const answer = await callerAt(address, token)
      .get(`/api/orders/${orderId}/return`)
      .catch(() => undefined);
    if (answer?.status !== 200) return;
    const open = (answer.body as { returnId: number; status: string }[]).find(
      ({ status }) => status === 'RETURN_REQUESTED',
    );
    if (open === undefined) return;
    const as = random.chance(0.75) ? 'COMPLETED' : 'REJECTED';
    const { calls } = this.attempt(orderId);
    await this.untilKnown(calls, () => endReturnCall(this.target(ADMINISTRATOR, random), open.returnId, as));
  }

  private attempt(orderId: number): ReturnAttempt {
    const attempt: ReturnAttempt = { orderId, calls: [] };
    this.returns.push(attempt);
    return attempt;
  }

  private untilKnown<C extends { readonly outcome: string; readonly code?: string }>(
    calls: C[],
    send: () => Promise<C>,
  ): Promise<void> {
    return untilKnown(calls, send, performance.now() + PATIENCE_MS);
  }

  private target(userId: number, random: Randomness): CallTarget {
    return { address: this.rig.addressInService(random), token: this.rig.token(userId) };
  }
}
