import { setTimeout as pause } from 'node:timers/promises';
import type { WebhookWay } from '../../servers/payment-provider';
import { callerAt } from '../../support/caller';
import { type CardPurchase, disturbed, killOne, purchases } from '../rig/card-purchase';
import type { ReturnedBuyer } from '../rig/card-provider';
import { PAYING } from '../rig/payers';
import { endPayments, missing } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const ORDERS = 180;
const CONCURRENT = 12;
const PATH = '/api/payments/webhook/toss';
/** How webhooks of a payment arrive: `undefined`, after the answer of the call that they report. */
const WAYS: readonly (WebhookWay | undefined)[] = [undefined, 'first', 'twice', 'shuffled', 'forged', 'dropped'];
const LIES = ['DONE', 'CANCELED', 'ABORTED', 'EXPIRED', 'PARTIAL_CANCELED', 'WAITING_FOR_DEPOSIT'];

export const paymentWebhooks: Scenario = {
  name: 'payment-webhooks',
  promise: 'believes no webhook, and misses no payment: they come before, after, doubled, shuffled, forged, or never',
  rig: { variables: PAYING, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    await rig.provider.report(`${rig.at(1).address}${PATH}`);
    const counts = { lies: 0, believed: 0 };
    const crowd = { orders: ORDERS * length, concurrent: CONCURRENT, products };
    const buying = purchases(rig, crowd, async (purchase, number) => {
      await payWhileReported(rig, purchase, WAYS[number % WAYS.length], counts);
    });
    const log = await disturbed(buying, () => killOne(rig, [2_000, 5_000]));
    const ends = await endPayments(rig);
    const result = await rig.verify(log.calls);
    const figures = { ...result.figures, ...ends, lies: counts.lies };
    const broken = [
      ...(counts.believed > 0 ? [`${counts.believed} forged webhooks have paid an order`] : []),
      ...(await untruePayments([log], rig.query)),
      ...missing(figures, 'paid', 'lies'),
    ];
    return { broken: [...result.broken, ...broken], figures };
  },
};

async function payWhileReported(
  rig: Rig,
  purchase: CardPurchase,
  way: WebhookWay | undefined,
  counts: { lies: number; believed: number },
): Promise<void> {
  const { random } = purchase;
  const returned = await purchase.begin();
  if (returned === undefined) return;
  if (way !== undefined)
    await rig.provider.say({ route: 'webhook', orderId: returned.orderId, webhook: way, times: 3 });
  // The answer of some is lost, so that a webhook, or the poller alone, brings the news.
  if (random.chance(0.4)) await rig.provider.say({ route: 'confirm', orderId: returned.orderId, cut: 'after' });
  if (random.chance(0.3)) {
    counts.lies++;
    await lie(rig, purchase, returned);
    if (await isPaid(rig, purchase)) counts.believed++;
    if (random.chance(0.3)) return;
  }
  await Promise.all([
    purchase.confirm(returned),
    random.chance(0.3) && lie(rig, purchase, returned),
    random.chance(0.2) && pause(random.between(0, 1_000)).then(() => purchase.cancel()),
  ]);
}

/** Anyone can send these. */
async function lie(rig: Rig, { random }: CardPurchase, { paymentKey, orderId, amount }: ReturnedBuyer): Promise<void> {
  const shop = callerAt(rig.addressInService(random), undefined);
  for (const status of LIES) {
    const data = { paymentKey, orderId, status, totalAmount: amount, balanceAmount: amount, currency: 'KRW' };
    const createdAt = '2026-11-30T10:00:00.000000';
    await shop.post(PATH, { eventType: 'PAYMENT_STATUS_CHANGED', createdAt, data }).catch(() => undefined);
    await shop
      .post(PATH, { createdAt, secret: 'ps_forged', status, transactionKey: 'forged', orderId })
      .catch(() => undefined);
  }
}

/** Before anything was confirmed, it must not be. */
async function isPaid(rig: Rig, { orderId }: CardPurchase): Promise<boolean> {
  await pause(500);
  const rows = await rig.query(
    `SELECT payment_id FROM payments WHERE order_id = ? AND state IN ('CAPTURED', 'FAILED', 'REVERSED')`,
    [orderId],
  );
  return rows.length > 0;
}
