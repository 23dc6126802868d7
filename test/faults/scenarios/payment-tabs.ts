import { randomUUID } from 'node:crypto';
import { type CardPurchase, purchases } from '../rig/card-purchase';
import { PAYING } from '../rig/payers';
import { confirmCall, type PaymentCall, requestCall } from '../rig/payment-calls';
import { endPayments, missing } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const ORDERS = 150;
const CONCURRENT = 12;
const METHODS = ['CARD', 'TRANSFER'];

export const paymentTabs: Scenario = {
  name: 'payment-tabs',
  promise: 'has at most one payment of an order at a time, and takes its money once, in two tabs and on two instances',
  rig: { variables: PAYING, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    const counts = { 'one attempt for both tabs': 0, superseded: 0, 'two live attempts': 0 };
    const log = await purchases(
      rig,
      { orders: ORDERS * length, concurrent: CONCURRENT, products },
      async (purchase) => {
        const seen = await inTwoTabs(rig, purchase);
        for (const [name, count] of Object.entries(seen)) counts[name as keyof typeof counts] += count;
      },
    );
    const ends = await endPayments(rig);
    const result = await rig.verify(log.calls);
    const twice = (await rig.provider.payments()).filter(({ captures }) => captures.length > 0);
    const orders = await rig.query<{ order_id: number }>(
      `SELECT order_id FROM payments WHERE provider_order_id IN (?) GROUP BY order_id HAVING COUNT(*) > 1`,
      [twice.map(({ orderId }) => orderId)],
    );
    const broken = [
      ...orders.map(({ order_id }) => `order ${order_id}: the provider has taken its money twice`),
      ...(counts['two live attempts'] > 0 ? [`${counts['two live attempts']} orders had two live payments`] : []),
      ...(await untruePayments([log], rig.query)),
    ];
    const figures = { ...result.figures, ...ends, ...counts };
    const needed = missing(figures, 'paid', 'one attempt for both tabs', 'superseded');
    return { broken: [...result.broken, ...broken, ...needed], figures };
  },
};

/** Two tabs request at once, agree on what they were shown, and confirm at once, each also twice. */
async function inTwoTabs(rig: Rig, purchase: CardPurchase): Promise<Record<string, number>> {
  const { attempt, orderId, random } = purchase;
  const token = rig.token(attempt.userId);
  const tab = (number: number) => ({ address: rig.at(number % rig.instances.length).address, token });
  const methods = [0, 1].map(() => random.oneOf(METHODS));
  const requested = await Promise.all(
    methods.map((method, number) => requestCall(tab(number), orderId, method, randomUUID())),
  );
  const keys = [...new Set(requested.flatMap(({ checkoutUrl }) => checkoutUrl?.split('/').at(-1) ?? []))];
  const live = await rig.query('SELECT payment_id FROM payments WHERE order_id = ? AND live = 1', [orderId]);
  const returned = await Promise.all(keys.map((paymentKey) => rig.provider.play('pay', paymentKey)));
  const confirmed: PaymentCall[] = await Promise.all(
    returned.flatMap((one) => [0, 1, 2].map((number) => confirmCall(tab(number), orderId, one))),
  );
  // Of a method that the other tab has replaced nothing is confirmed, and then the order is paid by what is left.
  await purchase.pay(random.oneOf(METHODS));
  return {
    'one attempt for both tabs': keys.length === 1 ? 1 : 0,
    superseded: confirmed.some(({ code }) => code === 'PAYMENT_SUPERSEDED') ? 1 : 0,
    'two live attempts': live.length > 1 ? 1 : 0,
  };
}
