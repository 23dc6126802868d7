import { randomUUID } from 'node:crypto';
import { CallLog, type Call, type PurchaseAttempt, orderOf } from './call-log';
import { cancelCall, type CallTarget, orderCall } from './calls';
import type { Rig } from './rig';
import { until } from '../../servers/until';

const LIMIT_MS = 30_000;

/** Simulated customers whose steps a scenario chooses one by one. Each answer is logged. */
export class Customers {
  readonly log = new CallLog();

  constructor(private readonly rig: Rig) {}

  /** Logs that the user wants one unit; sends nothing yet. */
  plan(userId: number, productId: number): PurchaseAttempt {
    return this.log.add(userId, [{ productId, quantity: 1 }], randomUUID());
  }

  /** Sends the order once to the instance of this number; a second call repeats the request. */
  async order(attempt: PurchaseAttempt, number: number, seconds = 0): Promise<Call> {
    const { items, key } = attempt;
    const call = await orderCall(this.target(attempt, number), items, {
      'idempotency-key': key,
      ...(seconds > 0 ? { prefer: `wait=${seconds}` } : {}),
    });
    attempt.calls.push(call);
    return call;
  }

  /** Repeats the order until its outcome is known. */
  async orderUntilKnown(attempt: PurchaseAttempt, number: number): Promise<void> {
    const isKnown = async (): Promise<boolean> => {
      const { outcome, code } = await this.order(attempt, number);
      return outcome !== 'unknown' && code !== 'IDEMPOTENCY_IN_PROGRESS';
    };
    await until(isKnown, { what: `user ${attempt.userId} knows the outcome of the order`, limitMs: LIMIT_MS });
  }

  /** Orders one unit and waits for the decision. */
  async buy(userId: number, productId: number, number: number): Promise<PurchaseAttempt> {
    const attempt = this.plan(userId, productId);
    await this.order(attempt, number, 10);
    return attempt;
  }

  async cancel(attempt: PurchaseAttempt, number: number): Promise<void> {
    attempt.cancels.push(await cancelCall(this.target(attempt, number), orderOf(attempt)));
  }

  private target({ userId }: PurchaseAttempt, number: number): CallTarget {
    return { address: this.rig.at(number).address, token: this.rig.token(userId) };
  }
}

export function isSuccessful({ calls }: PurchaseAttempt): boolean {
  return calls.some(({ orderStatus }) => orderStatus === 'ORDER_SUCCESS');
}
