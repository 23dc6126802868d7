import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CallLog, type Call, type PurchaseAttempt, orderOf, type OrderedItem } from './call-log';
import { cancelCall, type CallTarget, orderCall } from './calls';
import type { Randomness } from './randomness';

export interface Shopping {
  /** the instance for the next call */
  readonly address: () => string;
  readonly token: (userId: number) => string;
  readonly products: readonly number[];
  readonly random: Randomness;
  /** how many buy concurrently, each as one user after the other */
  readonly buyers: number;
  /** the share of orders that their buyers cancel, some at once, some later */
  readonly cancelled?: number;
  /** the share of orders of several products or units */
  readonly larger?: number;
  /** the share of orders without an Idempotency-Key; their unknown calls are not repeated */
  readonly unkeyed?: number;
  /** the share of orders that wait for their decision */
  readonly waiting?: number;
  readonly thinkMs?: number;
  /** how many orders in all; unlimited by default */
  readonly orders?: number;
}

const STOP_LIMIT_MS = 60_000;
const USERS = 5_000;

/** Simulated customers who buy until they are stopped. A keyed order whose outcome is unknown is repeated. */
export class Buyers {
  readonly log = new CallLog();
  private readonly shopping: Required<Shopping>;
  private readonly running: Promise<void>[];
  private stopped = false;
  private users = 0;
  private begun = 0;
  private deadline = Infinity;

  constructor(shopping: Shopping) {
    const defaults = { cancelled: 0.1, larger: 0.1, unkeyed: 0.2, waiting: 0.3, thinkMs: 20, orders: Infinity };
    this.shopping = { ...defaults, ...shopping };
    this.running = Array.from({ length: shopping.buyers }, () => this.shop());
  }

  /** Resolves when the given number of orders has been placed and answered. */
  async done(): Promise<CallLog> {
    await Promise.all(this.running);
    return this.log;
  }

  /** Starts no further orders. Open ones are repeated until their outcome is known or the time limit is reached. */
  async stop(): Promise<CallLog> {
    this.stopped = true;
    this.deadline = performance.now() + STOP_LIMIT_MS;
    return this.done();
  }

  private async shop(): Promise<void> {
    const { random, thinkMs, orders, unkeyed, cancelled } = this.shopping;
    while (!this.stopped && this.begun < orders) {
      this.begun++;
      const userId = (this.users++ % USERS) + 1;
      const key = random.chance(unkeyed) ? undefined : randomUUID();
      const attempt = this.log.add(userId, this.choice(), key);
      await this.untilKnown(attempt, attempt.calls, () => this.order(attempt));
      if (orderOf(attempt) !== undefined && random.chance(cancelled)) {
        if (random.chance(0.5)) await pause(random.between(0, 200));
        await this.untilKnown(attempt, attempt.cancels, () => this.cancel(attempt));
      }
      if (thinkMs > 0) await pause(random.between(0, 2 * thinkMs));
    }
  }

  private async untilKnown(attempt: PurchaseAttempt, calls: Call[], send: () => Promise<Call>): Promise<void> {
    for (;;) {
      const call = await send();
      calls.push(call);
      if (call.outcome !== 'unknown' && call.code !== 'IDEMPOTENCY_IN_PROGRESS') return;
      if (attempt.key === undefined && calls === attempt.calls) return;
      if (performance.now() > this.deadline) return;
      await pause(this.shopping.random.between(20, 200));
    }
  }

  private choice(): OrderedItem[] {
    const { products, random, larger } = this.shopping;
    if (!random.chance(larger)) return [{ productId: random.oneOf(products), quantity: 1 }];
    const some = products.filter(() => random.chance(0.6));
    const chosen = some.length === 0 ? products.slice(0, 1) : some;
    // Listed against the order in which the rows are locked.
    return [...chosen].reverse().map((productId) => ({ productId, quantity: random.between(1, 3) }));
  }

  private order({ userId, key, items }: PurchaseAttempt): Promise<Call> {
    const wait = this.shopping.random.chance(this.shopping.waiting) ? { prefer: 'wait=5' } : {};
    return orderCall(this.target(userId), items, { ...(key === undefined ? {} : { 'idempotency-key': key }), ...wait });
  }

  private cancel(attempt: PurchaseAttempt): Promise<Call> {
    return cancelCall(this.target(attempt.userId), orderOf(attempt));
  }

  private target(userId: number): CallTarget {
    return { address: this.shopping.address(), token: this.shopping.token(userId) };
  }
}
