import { randomUUID } from 'node:crypto';
import { orderOf, type PurchaseAttempt } from './call-log';
import type { ReturnedBuyer } from './card-provider';
import { PayingCustomer } from './paying-customer';
import { confirmCall, type PaymentCall, requestCall } from './payment-calls';
import { until } from '../../servers/until';

const LIMIT_MS = 60_000;

/** A customer who pays at the provider, and whose steps an interleaving chooses one by one. */
export class CardCustomer extends PayingCustomer {
  async request(attempt: PurchaseAttempt, number: number, method = 'CARD'): Promise<PaymentCall> {
    return this.noted(attempt, await requestCall(this.target(number), orderOf(attempt) ?? 0, method, randomUUID()));
  }

  /** The buyer agrees on the page, and is on the way back to the shop. */
  async begin(attempt: PurchaseAttempt, number = 0): Promise<ReturnedBuyer> {
    const { checkoutUrl, code } = await this.request(attempt, number);
    if (!checkoutUrl) throw new Error(`The payment was not opened: ${code}`);
    return this.rig.provider.play('pay', checkoutUrl.split('/').at(-1) as string);
  }

  async confirm(attempt: PurchaseAttempt, returned: ReturnedBuyer, number = 0): Promise<PaymentCall> {
    return this.noted(attempt, await confirmCall(this.target(number), orderOf(attempt) ?? 0, returned));
  }

  /** Until the outcome of every attempt is known, and every refund is made. Time passes where it would be waited for. */
  async untilEnded(): Promise<void> {
    const isEnded = async (): Promise<boolean> => {
      await this.rig.query(
        `UPDATE payments SET resolve_at = NOW(3), sent_at = sent_at - INTERVAL 1 MINUTE
         WHERE state = 'CONFIRMING' AND user_id = ?`,
        [this.userId],
      );
      await this.rig.query(`UPDATE refunds SET resolve_at = LEAST(resolve_at, NOW(3) + INTERVAL 3 SECOND)`);
      const [row] = await this.rig.query<{ open: number | string }>(
        `SELECT (SELECT COUNT(*) FROM payments WHERE state = 'CONFIRMING' OR state = 'CAPTURED' AND outcome IS NULL)
           + (SELECT COUNT(*) FROM refunds WHERE state = 'DUE')
           + (SELECT COUNT(*) FROM event_publications WHERE state = 'DUE') AS open`,
      );
      return Number(row?.open) === 0;
    };
    await until(isEnded, { what: 'every payment and refund ended', limitMs: LIMIT_MS });
  }

  /** The idempotency keys under which the provider was called for this attempt. */
  async keysOf(route: string, { orderId, paymentKey }: ReturnedBuyer): Promise<readonly string[]> {
    const calls = await this.rig.provider.calls();
    const own = calls.filter((call) => call.route === route && [orderId, paymentKey].includes(call.orderId ?? ''));
    return own.map(({ key }) => key ?? 'none');
  }

  private noted(attempt: PurchaseAttempt, call: PaymentCall): PaymentCall {
    this.log.payments.push({ attempt, calls: [call] });
    return call;
  }
}
