import { setTimeout as pause } from 'node:timers/promises';
import type { Saying } from '../../../tools/pg/sayings';
import { type CardPurchase, disturbed, killOne, purchases } from '../rig/card-purchase';
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
  rig: { variables: PAYING, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000), await rig.stock(40)];
    await rig.provider.say(
      { route: 'open', share: 0.1, cut: 'after' },
      { route: 'retrieve', share: 0.2, cut: 'after' },
      { route: 'cancel', share: 0.2, cut: 'after' },
    );
    const crowd = { orders: ORDERS * length, concurrent: CONCURRENT, products };
    const buying = purchases(rig, crowd, (purchase) => payInAnyWay(rig, purchase));
    const log = await disturbed(buying, () => killOne(rig, [1_000, 4_000]));
    const ends = await endPayments(rig);
    const result = await rig.verify(log.calls);
    const figures = { ...result.figures, ...ends };
    const needed = missing(figures, 'paid', 'late', 'duplicate', 'mismatch', 'replaced');
    return { broken: [...result.broken, ...(await untruePayments([log], rig.query)), ...needed], figures };
  },
};

/** In one or two attempts, while the reservation may end, and the provider may take the money by itself and later. */
async function payInAnyWay(rig: Rig, purchase: CardPurchase): Promise<void> {
  const { random } = purchase;
  for (const method of random.chance(0.4) ? ['CARD', 'TRANSFER'] : ['CARD']) {
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
