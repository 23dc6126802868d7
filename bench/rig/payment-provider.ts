import { startProvider } from '../../test/servers/payment-provider';
import type { ServerProcess } from '../../test/servers/server-process';
import type { ReservedOrder } from '../rows/reservations';
import type { Rig } from './rig';

const SECRET_KEY = 'test_sk_bench';
const ANSWER_MS = 5;
/** Buyers who agree on the page at the same time. */
const VISITS = 32;

/** An order whose buyer is on the way back from the provider's page. */
export interface AgreedPayment extends ReservedOrder {
  readonly providerOrderId: string;
  readonly paymentKey: string;
  readonly amount: number;
}

/** The payment simulator as a process of its own, which answers each call of the shop after 5 ms, and keeps no file. */
export class PaymentProvider {
  private constructor(
    private readonly process: ServerProcess,
    private readonly address: string,
  ) {}

  static async start(folder: string): Promise<PaymentProvider> {
    const { process, address } = await startProvider(folder, false);
    const provider = new PaymentProvider(process, address);
    await provider.post('/__say', { times: null, delayAnswerMs: ANSWER_MS });
    return provider;
  }

  /** The settings of a shop that works with it. */
  get variables(): Readonly<Record<string, string>> {
    return { PAYMENT_PROVIDERS: 'toss,points', TOSS_API: this.address, TOSS_SECRET_KEY: SECRET_KEY };
  }

  /** The buyers of these orders agree on the page. */
  async agree(rig: Rig, orders: readonly ReservedOrder[]): Promise<AgreedPayment[]> {
    const rows = await rig.query<{ orderId: number; providerOrderId: string; paymentKey: string; amount: number }>(
      `SELECT order_id AS orderId, provider_order_id AS providerOrderId, provider_key AS paymentKey, amount
       FROM payments WHERE state = 'REQUESTED' AND order_id IN (?)`,
      [orders.map(({ orderId }) => orderId)],
    );
    const byOrder = new Map(rows.map((row) => [row.orderId, row]));
    const agreed = orders.flatMap((order) => {
      const row = byOrder.get(order.orderId);
      return row === undefined ? [] : [{ ...order, ...row }];
    });
    if (agreed.length < orders.length) throw new Error('Not every payment was opened');
    const left = agreed.values();
    const visit = async (): Promise<void> => {
      for (const { paymentKey } of left) await this.post('/__play', { action: 'pay', paymentKey });
    };
    await Promise.all(Array.from({ length: VISITS }, visit));
    return agreed;
  }

  async close(): Promise<void> {
    await this.process.stop();
  }

  private async post(path: string, body: object): Promise<void> {
    const answer = await fetch(`${this.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}
