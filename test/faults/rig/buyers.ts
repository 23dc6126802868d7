import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Book, type Call, type Intention, orderOf, type OrderedItem } from './book';
import { cancelCall, type Door, orderCall } from './calls';
import type { Randomness } from './randomness';

export interface Shopping {
  /** where a call may go; asked for each call, so that a balancer can be played */
  readonly address: () => string;
  readonly token: (userId: number) => string;
  readonly products: readonly number[];
  readonly random: Randomness;
  /** how many shop at once, each as one user after the other */
  readonly buyers: number;
  /** the share of orders that are cancelled by their buyer, some at once, some later */
  readonly cancelled?: number;
  /** the share of orders for several products, or several units */
  readonly larger?: number;
  /** the share of orders without an Idempotency-Key, whose unknown calls are not repeated */
  readonly unkeyed?: number;
  /** the share that waits for the decision */
  readonly waiting?: number;
  readonly thinkMs?: number;
  /** each user buys once; by default everybody comes back */
  readonly orders?: number;
}

const PATIENCE_MS = 60_000;
const USERS = 5_000;

/** People who shop until they are told to stop; who does not know what became of a keyed order asks again. */
export class Buyers {
  readonly book = new Book();
  private readonly shopping: Required<Shopping>;
  private readonly running: Promise<void>[];
  private stopped = false;
  private users = 0;
  private begun = 0;
  private patience = Infinity;

  constructor(shopping: Shopping) {
    const defaults = { cancelled: 0.1, larger: 0.1, unkeyed: 0.2, waiting: 0.3, thinkMs: 20, orders: Infinity };
    this.shopping = { ...defaults, ...shopping };
    this.running = Array.from({ length: shopping.buyers }, () => this.shop());
  }

  /** Ends when the given number of orders has been asked for and answered. */
  async done(): Promise<Book> {
    await Promise.all(this.running);
    return this.book;
  }

  /** Nobody begins anything new; what is open is asked for until it is known, or patience ends. */
  async stop(): Promise<Book> {
    this.stopped = true;
    this.patience = performance.now() + PATIENCE_MS;
    return this.done();
  }

  private async shop(): Promise<void> {
    const { random, thinkMs, orders, unkeyed, cancelled } = this.shopping;
    while (!this.stopped && this.begun < orders) {
      this.begun++;
      const userId = (this.users++ % USERS) + 1;
      const key = random.chance(unkeyed) ? undefined : randomUUID();
      const intention = this.book.open(userId, this.choice(), key);
      await this.untilKnown(intention, intention.calls, () => this.order(intention));
      if (orderOf(intention) !== undefined && random.chance(cancelled)) {
        if (random.chance(0.5)) await pause(random.between(0, 200));
        await this.untilKnown(intention, intention.cancels, () => this.cancel(intention));
      }
      if (thinkMs > 0) await pause(random.between(0, 2 * thinkMs));
    }
  }

  private async untilKnown(intention: Intention, calls: Call[], attempt: () => Promise<Call>): Promise<void> {
    for (;;) {
      const call = await attempt();
      calls.push(call);
      if (call.outcome !== 'unknown' && call.code !== 'IDEMPOTENCY_IN_PROGRESS') return;
      if (intention.key === undefined && calls === intention.calls) return;
      if (performance.now() > this.patience) return;
      await pause(this.shopping.random.between(20, 200));
    }
  }

  private choice(): OrderedItem[] {
    const { products, random, larger } = this.shopping;
    if (!random.chance(larger)) return [{ productId: random.oneOf(products), quantity: 1 }];
    const some = products.filter(() => random.chance(0.6));
    const chosen = some.length === 0 ? products.slice(0, 1) : some;
    // In an order of its own, against the order in which the rows are locked.
    return [...chosen].reverse().map((productId) => ({ productId, quantity: random.between(1, 3) }));
  }

  private order({ userId, key, items }: Intention): Promise<Call> {
    const wait = this.shopping.random.chance(this.shopping.waiting) ? { prefer: 'wait=5' } : {};
    return orderCall(this.door(userId), items, { ...(key === undefined ? {} : { 'idempotency-key': key }), ...wait });
  }

  private cancel(intention: Intention): Promise<Call> {
    return cancelCall(this.door(intention.userId), orderOf(intention));
  }

  private door(userId: number): Door {
    return { address: this.shopping.address(), token: this.shopping.token(userId) };
  }
}
