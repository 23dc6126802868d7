import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { orderOf, type PurchaseAttempt } from './call-log';
import { cancelCall, type CallTarget, orderCall } from './calls';
import type { ReturnedBuyer } from './card-provider';
import {
  confirmCall,
  newPaymentLog,
  type PaymentCall,
  type PaymentLog,
  requestCall,
  untilKnown,
} from './payment-calls';
import type { Randomness } from './randomness';
import type { Rig } from './rig';

/** For how long a buyer asks again what is not known. */
const PATIENCE_MS = 20_000;

/** One order of a buyer, and its payments at the provider. Each call goes to any instance, and is repeated while it is unknown. */
export class CardPurchase {
  private readonly patientUntil = performance.now() + PATIENCE_MS;

  constructor(
    private readonly rig: Rig,
    private readonly log: PaymentLog,
    readonly attempt: PurchaseAttempt,
    readonly random: Randomness,
  ) {}

  /** 0: there is none */
  get orderId(): number {
    return orderOf(this.attempt) ?? 0;
  }

  async place(): Promise<boolean> {
    const { attempt } = this;
    const headers = { 'idempotency-key': attempt.key, prefer: 'wait=5' };
    await this.untilKnown(attempt.calls, () => orderCall(this.target(), attempt.items, headers));
    return this.orderId > 0;
  }

  /** Requests, agrees on the page, and confirms. @returns the last answer, of the request if there is no page */
  async pay(method = 'CARD'): Promise<PaymentCall | undefined> {
    const calls = this.calls();
    const returned = await this.begin(method, calls);
    return returned === undefined ? calls.at(-1) : this.confirm(returned, calls);
  }

  /** The buyer has agreed on the page, and is on the way back to the shop. */
  async begin(method = 'CARD', calls = this.calls()): Promise<ReturnedBuyer | undefined> {
    const key = randomUUID();
    await this.untilKnown(calls, () => requestCall(this.target(), this.orderId, method, key));
    const paymentKey = calls.at(-1)?.checkoutUrl?.split('/').at(-1);
    return paymentKey === undefined ? undefined : this.rig.provider.play('pay', paymentKey);
  }

  /** Until the end of the payment is known. @returns the last answer */
  async confirm(returned: ReturnedBuyer, calls = this.calls()): Promise<PaymentCall | undefined> {
    await this.untilKnown(calls, () => confirmCall(this.target(), this.orderId, returned));
    return calls.at(-1);
  }

  /** Whatever it is answered. */
  async confirmOnce(returned: ReturnedBuyer): Promise<void> {
    this.calls().push(await confirmCall(this.target(), this.orderId, returned));
  }

  async cancel(): Promise<void> {
    await this.untilKnown(this.attempt.cancels, () => cancelCall(this.target(), this.orderId));
  }

  /** The time of its reservation ends now. */
  async expire(): Promise<void> {
    await this.rig.query(
      'UPDATE order_reservations SET reserved_until = NOW(3), reserve_limit = NOW(3) WHERE order_id = ?',
      [this.orderId],
    );
  }

  private calls(): PaymentCall[] {
    const calls: PaymentCall[] = [];
    this.log.payments.push({ attempt: this.attempt, calls });
    return calls;
  }

  private untilKnown<C extends Pick<PaymentCall, 'outcome' | 'code'>>(
    calls: C[],
    send: () => Promise<C>,
  ): Promise<void> {
    return untilKnown(calls, send, this.patientUntil);
  }

  target(): CallTarget {
    return { address: this.rig.addressInService(this.random), token: this.rig.token(this.attempt.userId) };
  }
}

interface Crowd {
  readonly orders: number;
  /** how many buyers at the same time */
  readonly concurrent: number;
  readonly products: readonly number[];
  /** no further orders are begun */
  readonly isOver?: () => boolean;
}

/** Lets so many users order one unit each, and then do this with it. The instances may die meanwhile. */
export async function purchases(
  rig: Rig,
  { orders, concurrent, products, isOver = () => false }: Crowd,
  act: (purchase: CardPurchase, number: number) => Promise<void>,
): Promise<PaymentLog> {
  const log = newPaymentLog();
  let next = 0;
  const one = async (): Promise<void> => {
    const random = rig.random.fork();
    while (next < orders && !isOver()) {
      const userId = ++next;
      const attempt = log.calls.add(userId, [{ productId: random.oneOf(products), quantity: 1 }], randomUUID());
      const purchase = new CardPurchase(rig, log, attempt, random);
      if (await purchase.place()) await act(purchase, userId - 1);
    }
  };
  await Promise.all(Array.from({ length: concurrent }, one));
  return log;
}

/** Kills an instance after a while, and starts it again. */
export async function killOne(rig: Rig, afterMs: readonly [least: number, most: number]): Promise<void> {
  await pause(rig.random.between(...afterMs));
  const victim = rig.random.oneOf(rig.instances);
  await victim.kill();
  rig.note(`${victim.name} killed`);
  await victim.start();
}

/** Does the second beside the first, until that ends. */
export async function disturbed<T>(work: Promise<T>, disturb: () => Promise<void>): Promise<T> {
  let isOver = false;
  const all = work.finally(() => (isOver = true));
  while (!isOver) await Promise.race([disturb(), all]).catch(() => pause(10));
  return all;
}
