import { setTimeout as pause } from 'node:timers/promises';
import { callerAt } from '../../support/caller';
import { orderOf, type PurchaseAttempt } from '../rig/call-log';
import { CardCustomer } from '../rig/card-customer';
import type { ReturnedBuyer } from '../rig/card-provider';
import { PRICE } from '../rig/payers';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Interleaving, Observed } from './interleaving';
import { observed } from './payment-interleavings';

const LIMIT_MS = 30_000;
/** Long enough for the other side to come to the row that is locked, or for a poller to look. */
const HEAD_START_MS = 500;
const LOOK_MS = 3_000;
const CHEAP = 100;
let users = 200;

/** What happens to one payment, of a customer of its own whose order is reserved. */
const ofPayment = (
  name: string,
  run: (rig: Rig, customer: CardCustomer, attempt: PurchaseAttempt) => Promise<readonly string[]>,
): Interleaving => ({
  name,
  async run(rig): Promise<Observed> {
    const customer = new CardCustomer(rig, ++users);
    const attempt = await customer.reserved(await rig.stock(5));
    const broken = await run(rig, customer, attempt);
    await rig.heal();
    await customer.untilEnded();
    return observed(rig, customer, broken);
  },
});

/** The buyer comes back from the page when the order has expired. */
export const confirmedAfterExpiry = ofPayment('confirmed after its order expired', async (rig, customer, attempt) => {
  const returned = await customer.begin(attempt);
  await customer.letExpire(attempt);
  await customer.untilStatus(attempt, 'ORDER_CANCELLED');
  rig.note('an order expired while its buyer was at the page');
  const { code } = await customer.confirm(attempt, returned);
  const payment = await rig.provider.paymentOf(returned.orderId);
  if (payment?.captures.length === 0 && code === 'ORDER_NOT_PAYABLE') return [];
  return [`order ${orderOf(attempt)}: answered ${code}, and a card was charged for an expired order`];
});

/** The provider has taken the money, and the instance dies before it stores that. */
export const killedBeforeResult = ofPayment('killed when the provider has answered', async (rig, customer, attempt) => {
  const returned = await customer.begin(attempt);
  await rig.at(0).inject({ point: 'confirmation answered', action: 'kill' });
  await Promise.all([customer.confirm(attempt, returned), rig.at(0).dead(LIMIT_MS)]);
  rig.note(`${rig.at(0).name} killed at: confirmation answered`);
  return [];
});

/** The provider has taken the money, and says that it does not know; the buyer tries again. */
export const takenWithoutAnswer = ofPayment('taken without an answer', async (rig, customer, attempt) => {
  const returned = await customer.begin(attempt);
  await rig.provider.say({ route: 'confirm', orderId: returned.orderId, error: 'PROVIDER_ERROR', work: true });
  const first = await customer.confirm(attempt, returned);
  rig.note(`a payment taken, and its buyer answered ${first.status}`);
  const second = await customer.request(attempt, 1);
  if (second.checkoutUrl) await customer.confirm(attempt, await customer.begin(attempt, 1), 1);
  return [];
});

/** The call that takes the money is lost on its way, and is sent again. */
export const confirmLost = ofPayment('confirmed again after a lost call', async (rig, customer, attempt) => {
  const returned = await customer.begin(attempt);
  await rig.provider.say({ route: 'confirm', orderId: returned.orderId, cut: 'before' });
  await customer.confirm(attempt, returned);
  rig.note('the call that confirms a payment is lost');
  await customer.untilEnded();
  return oneKey('confirm', await customer.keysOf('confirm', returned));
});

/** The provider has paid back, and its answer is lost. */
export const refundLost = ofPayment('paid back again after a lost answer', async (rig, customer, attempt) => {
  const returned = await paid(customer, attempt);
  await rig.provider.say({ route: 'cancel', orderId: returned.orderId, cut: 'after' });
  await customer.cancel(attempt, 0);
  rig.note('the answer to a refund is lost');
  await customer.untilEnded();
  return oneKey('cancel', await customer.keysOf('cancel', returned));
});

/** Two tabs choose two methods, and the second one comes before the commit of the first. */
export const twoMethodsAtOnce = ofPayment('two methods chosen at once', async (rig, customer, attempt) => {
  const [one] = [rig.at(0)];
  const reached = one.reached('statements due');
  await one.inject({ point: 'statements due', action: 'wait', containing: 'INSERT INTO payments' });
  const first = customer.request(attempt, 0, 'CARD');
  await reached;
  const second = customer.request(attempt, 1, 'TRANSFER');
  await pause(HEAD_START_MS);
  rig.note('two methods are chosen for one order on two instances');
  await one.release('statements due');
  await Promise.all([first, second]);
  const live = await rig.query('SELECT payment_id FROM payments WHERE order_id = ? AND live = 1', [orderOf(attempt)]);
  return live.length === 1 ? [] : [`order ${orderOf(attempt)}: it has ${live.length} live payments`];
});

/** The amount in the address of the page that the buyer comes back to is changed. */
export const amountChanged = ofPayment('confirmed with another amount', async (rig, customer, attempt) => {
  const returned = await customer.begin(attempt);
  const { code } = await customer.confirm(attempt, { ...returned, amount: CHEAP });
  rig.note(`${CHEAP} won were confirmed for ${PRICE}`);
  const calls = await customer.keysOf('confirm', returned);
  const broken =
    code === 'PAYMENT_AMOUNT_MISMATCH' && calls.length === 0
      ? []
      : [`order ${orderOf(attempt)}: answered ${code}, and the browser's amount was sent to the provider`];
  await customer.confirm(attempt, returned);
  return broken;
});

/** A part was paid back at the provider's console before the order is cancelled. */
export const cancelledAfterConsole = ofPayment(
  'cancelled after a part was paid back',
  async (rig, customer, attempt) => {
    const returned = await paid(customer, attempt);
    await rig.provider.cancelAtConsole(returned.paymentKey, 3_000);
    const [payment] = await rig.query<{ payment_id: number }>('SELECT payment_id FROM payments WHERE order_id = ?', [
      orderOf(attempt),
    ]);
    const { status } = await rig.admin(1).post(`/api/payments/${payment?.payment_id}/resolve`);
    rig.note('a part of a payment is paid back at the console of the provider');
    // A second cancel within a second is refused there.
    await pause(1_500);
    await customer.cancel(attempt, 0);
    return status === 200 ? [] : [`a look at a payment was answered ${status}`];
  },
);

/** An instance dies before it sends the refund that it has claimed. */
export const killedBeforeRefund = ofPayment('killed before it pays back', async (rig, customer, attempt) => {
  await paid(customer, attempt);
  await Promise.all(rig.instances.map((instance) => instance.inject({ point: 'refund sent', action: 'kill' })));
  await customer.cancel(attempt, 0);
  await until(() => rig.instances.some(({ alive }) => !alive), { what: 'an instance is dead', limitMs: LIMIT_MS });
  rig.note('an instance killed at: refund sent');
  return [];
});

/** Anyone can say that a payment was captured. */
export const forgedCapture = ofPayment('a capture that is a lie', async (rig, customer, attempt) => {
  const { paymentKey, orderId, amount } = await customer.begin(attempt);
  const data = { paymentKey, orderId, totalAmount: amount, balanceAmount: amount, currency: 'KRW', status: 'DONE' };
  const lie = { eventType: 'PAYMENT_STATUS_CHANGED', createdAt: '2026-11-30T10:00:00.000000', data };
  const answers = await Promise.all(
    rig.instances.map(({ address }) => callerAt(address, undefined).post('/api/payments/webhook/toss', lie)),
  );
  rig.note('a webhook has said that a payment was captured');
  await pause(LOOK_MS);
  const status = await customer.statusOf(attempt);
  const taken = answers.every((answer) => answer.status === 200);
  return [
    ...(status === 'ORDER_PENDING' ? [] : [`order ${orderOf(attempt)}: a forged webhook has made it ${status}`]),
    ...(taken ? [] : ['a webhook was not taken']),
  ];
});

async function paid(customer: CardCustomer, attempt: PurchaseAttempt): Promise<ReturnedBuyer> {
  const returned = await customer.begin(attempt);
  await customer.confirm(attempt, returned);
  await customer.untilStatus(attempt, 'ORDER_SUCCESS');
  return returned;
}

/** Several calls are made, and the provider can know that they are one. */
function oneKey(route: string, keys: readonly string[]): string[] {
  const different = new Set(keys).size;
  if (keys.length < 2) return [`the fault did not happen: ${route} was called ${keys.length} times`];
  return different === 1 ? [] : [`${route} was called under ${different} keys`];
}
