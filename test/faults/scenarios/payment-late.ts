import { setTimeout as pause } from 'node:timers/promises';
import type { Saying } from '../../servers/payment-provider';
import { type CardPurchase, disturbed, killOne, purchases } from '../rig/card-purchase';
import { ProviderRefusal } from '../rig/card-provider';
import { PAYING } from '../rig/payers';
import { endPayments, missing } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const ORDERS = 300;
const CONCURRENT = 12;
/** What becomes of a call that confirms: `undefined`, the money is taken. */
const ANSWERS: readonly (Saying | undefined)[] = [
  undefined,
  undefined,
  { error: 'REJECT_CARD_PAYMENT' },
  { cut: 'before' },
  { cut: 'after' },
  { error: 'PROVIDER_ERROR', work: false },
  { amount: 9_000 },
];

export const paymentLate: Scenario = {
  name: 'payment-late',
  promise: 'lets a late payment buy the same again, and pays back what is late for ever, doubled or wrong',
  rig: { variables: { ...PAYING, PAYMENT_DEPOSIT_S: '3600' }, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000), await rig.stock(40)];
    await rig.provider.report(`${rig.at(1).address}/api/payments/webhook/toss`);
    await rig.provider.say(
      { route: 'open', share: 0.1, cut: 'after' },
      { route: 'retrieve', share: 0.2, cut: 'after' },
      { route: 'cancel', share: 0.2, cut: 'after' },
    );
    const crowd = { orders: ORDERS * length, concurrent: CONCURRENT, products };
    const buying = purchases(rig, crowd, (purchase, number) =>
      number % 4 === 0 ? transfer(rig, purchase) : payInAnyWay(rig, purchase),
    );
    const log = await disturbed(buying, () => killOne(rig, [1_000, 4_000]));
    await endPayments(rig);
    const bounced = await bounceSome(rig);
    const ends = { ...(await endPayments(rig)), ...(await depositsOf(rig)), bounced };
    const result = await rig.verify(log.calls);
    const figures = { ...result.figures, ...ends };
    const needed = missing(
      figures,
      'paid',
      'late',
      'duplicate',
      'mismatch',
      'replaced',
      'bounced',
      'deposits REVERSED',
      'deposits CAPTURED',
    );
    return { broken: [...result.broken, ...(await untruePayments([log], rig.query)), ...needed], figures };
  },
};

/** In one or two attempts, while the reservation may end, and the provider may take the money by itself and later. */
async function payInAnyWay(rig: Rig, purchase: CardPurchase): Promise<void> {
  const { random } = purchase;
  for (const method of random.chance(0.6) ? ['CARD', 'TRANSFER'] : ['CARD']) {
    const returned = await purchase.begin(method);
    if (returned === undefined) continue;
    const isConfirmed = random.chance(0.6);
    const answer = random.oneOf(ANSWERS);
    if (isConfirmed && answer !== undefined) {
      await rig.provider.say({ ...answer, route: 'confirm', orderId: returned.orderId });
    }
    await Promise.all([
      isConfirmed && purchase.confirmOnce(returned),
      random.chance(0.4) && pause(random.between(0, 200)).then(() => purchase.expire()),
      !isConfirmed && random.chance(0.7) && pause(random.between(0, 3_000)).then(() => rig.provider.capture(returned)),
    ]);
  }
}

/** By a virtual account, in time or at the last second, and some are taken back before they are counted. */
async function transfer(rig: Rig, purchase: CardPurchase): Promise<void> {
  const { random } = purchase;
  const returned = await purchase.begin('VIRTUAL_ACCOUNT');
  if (returned === undefined) return;
  await purchase.confirmOnce(returned);
  const play = (action: 'deposit' | 'bounce') => rig.provider.play(action, returned.paymentKey).catch(ignoreRefusal);
  await Promise.all([
    pause(random.between(0, 300)).then(() => play('deposit')),
    random.chance(0.4) && pause(random.between(0, 300)).then(() => purchase.expire()),
    random.chance(0.1) && pause(random.between(0, 600)).then(() => purchase.cancel()),
    random.chance(0.2) && pause(random.between(300, 2_000)).then(() => play('bounce')),
  ]);
}

/** An account that is closed, or was never given out, takes no money. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ProviderRefusal)) throw error;
}

/** Some deposits bounce after their orders were paid by them. @returns how many */
async function bounceSome(rig: Rig): Promise<number> {
  const paid = await rig.query<{ name: string }>(
    `SELECT provider_order_id AS name FROM payments
     WHERE method = 'VIRTUAL_ACCOUNT' AND state = 'CAPTURED' AND outcome = 'PAID' AND refund_total = 0`,
  );
  const some = paid.filter(() => rig.random.chance(0.5));
  for (const { name } of some) await rig.provider.play('bounce', name);
  // Where the webhook is lost, a look that comes later finds it.
  await rig.query(`UPDATE payments SET resolve_at = NOW(3) WHERE method = 'VIRTUAL_ACCOUNT' AND state = 'CAPTURED'`);
  return some.length;
}

async function depositsOf(rig: Rig): Promise<Record<string, number>> {
  const rows = await rig.query<{ state: string; payments: number }>(
    `SELECT state, COUNT(*) AS payments FROM payments WHERE method = 'VIRTUAL_ACCOUNT' GROUP BY state`,
  );
  return Object.fromEntries(rows.map(({ state, payments }) => [`deposits ${state}`, payments]));
}
