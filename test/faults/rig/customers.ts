import { randomUUID } from 'node:crypto';
import { Book, type Call, type Intention, orderOf } from './book';
import { cancelCall, type Door, orderCall } from './calls';
import type { Rig } from './rig';
import { until } from '../../servers/until';

const LIMIT_MS = 30_000;

/** People who do what they are told, one step after the other, and note what they hear. */
export class Customers {
  readonly book = new Book();

  constructor(private readonly rig: Rig) {}

  /** One unit is wanted; nothing is asked yet. */
  wants(userId: number, productId: number): Intention {
    return this.book.open(userId, [{ productId, quantity: 1 }], randomUUID());
  }

  /** Asks once at the instance of this number; again: repeats the request. */
  async asks(intention: Intention, number: number, seconds = 0): Promise<Call> {
    const { items, key } = intention;
    const call = await orderCall(this.door(intention, number), items, {
      'idempotency-key': key,
      ...(seconds > 0 ? { prefer: `wait=${seconds}` } : {}),
    });
    intention.calls.push(call);
    return call;
  }

  /** Asks until it knows what became of the order. */
  async knows(intention: Intention, number: number): Promise<void> {
    const isKnown = async (): Promise<boolean> => {
      const { outcome, code } = await this.asks(intention, number);
      return outcome !== 'unknown' && code !== 'IDEMPOTENCY_IN_PROGRESS';
    };
    await until(isKnown, { what: `user ${intention.userId} knows of the order`, limitMs: LIMIT_MS });
  }

  /** Buys one unit and waits for the decision. */
  async buys(userId: number, productId: number, number: number): Promise<Intention> {
    const intention = this.wants(userId, productId);
    await this.asks(intention, number, 10);
    return intention;
  }

  async cancels(intention: Intention, number: number): Promise<void> {
    intention.cancels.push(await cancelCall(this.door(intention, number), orderOf(intention)));
  }

  private door({ userId }: Intention, number: number): Door {
    return { address: this.rig.at(number).address, token: this.rig.token(userId) };
  }
}

export function won({ calls }: Intention): boolean {
  return calls.some(({ orderStatus }) => orderStatus === 'ORDER_SUCCESS');
}
