import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { orderOf, type PurchaseAttempt } from '../rig/call-log';
import { type CallTarget, orderCall } from '../rig/calls';
import { killAt } from '../rig/expected-fault';
import { PAYING } from '../rig/payers';
import {
  chargeCall,
  newPaymentLog,
  payCall,
  type PaymentCall,
  type PaymentLog,
  untilKnown,
} from '../rig/payment-calls';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const USERS = 1_000;
const PRICE = 10_000;
/** Users at the same time, each with all its requests at once. */
const CONCURRENT = 10;
const FAULTS = 6;
const UNPAID = 4;
const CHARGE = 10_000;
/** Of twenty requests: charges under two keys, orders paid with points alone, and payments, each of two tabs. */
const AT_ONCE = { charges: 4, orders: 8, payments: 8 };

export const pointsRush: Scenario = {
  name: 'points-rush',
  promise: 'books each charge, payment and order of points once when 1,000 users send twenty requests at once each',
  rig: { variables: PAYING },
  async run(rig) {
    const productId = await rig.stock(1_000_000);
    const log = newPaymentLog();
    let [next, isOver] = [1, false];
    const one = async (): Promise<void> => {
      while (next <= USERS) await rush(rig, log, productId, next++);
    };
    const users = Promise.all(Array.from({ length: CONCURRENT }, one)).finally(() => (isOver = true));
    for (let number = 0; number < FAULTS && !isOver; number++) await disturb(rig, number);
    await users;
    const result = await rig.verify(log.calls);
    const broken = [...(await untruePayments([log], rig.query)), ...(await unused(rig))];
    return { ...result, broken: [...result.broken, ...broken] };
  },
};

/** A user asks for twelve times what the wallet has, all at once. */
async function rush(rig: Rig, log: PaymentLog, productId: number, userId: number): Promise<void> {
  const items = [{ productId, quantity: 1 }];
  const place = async (usePoints?: number): Promise<PurchaseAttempt> => {
    const attempt = log.calls.add(userId, items, randomUUID());
    const headers = { 'idempotency-key': attempt.key, prefer: 'wait=5' };
    await untilKnown(attempt.calls, () => orderCall(targetOf(rig, userId), items, headers, { usePoints }));
    return attempt;
  };
  const pay = async (attempt: PurchaseAttempt): Promise<void> => {
    const calls: PaymentCall[] = [];
    log.payments.push({ attempt, calls });
    await untilKnown(calls, () => payCall(targetOf(rig, userId), orderOf(attempt) ?? 0, randomUUID()));
  };
  const charge = (key: string) => untilKnown([], () => chargeCall(targetOf(rig, userId), CHARGE, key));
  const unpaid = await Promise.all(Array.from({ length: UNPAID }, () => place()));
  const keys = [randomUUID(), randomUUID()];
  log.charged.set(userId, keys.length * CHARGE);
  await Promise.all([
    ...Array.from({ length: AT_ONCE.charges }, (_, index) => charge(keys[index % keys.length] as string)),
    ...Array.from({ length: AT_ONCE.orders }, () => place(PRICE)),
    ...Array.from({ length: AT_ONCE.payments }, (_, index) => pay(unpaid[index % UNPAID] as PurchaseAttempt)),
  ]);
  // Those that came before the charges have failed, or were refused.
  await Promise.all(unpaid.map((attempt) => pay(attempt)));
}

async function disturb(rig: Rig, number: number): Promise<void> {
  const victim = rig.at(number % rig.instances.length);
  const containing = 'INSERT INTO wallet_entries';
  if (number % 3 === 2) {
    for (const how of ['answer dropped', 'cut behind', 'cut before', 'late'] as const) {
      victim.toDatabase.doubtCommits(1, how, containing);
    }
    rig.note(`commits of wallets on ${victim.name}: in doubt`);
  } else {
    const where =
      number % 3 === 0 ? ({ point: 'points spent' } as const) : ({ point: 'statements due', containing } as const);
    await killAt(victim, { ...where, skip: rig.random.between(0, 10) }).then(
      () => rig.note(`${victim.name} killed at: ${where.point}`),
      // At the end no one may come to the point any more.
      () => (victim.alive ? victim.removeFaults() : undefined),
    );
    await victim.start();
  }
  await pause(rig.random.between(1_000, 4_000));
}

/** Every user has asked for more than there was, in the end alone: no wallet is left with the price of an order. */
async function unused(rig: Rig): Promise<string[]> {
  const rows = await rig.query<{ user_id: number; balance: number }>(
    'SELECT user_id, balance FROM wallets WHERE balance - reserved >= ?',
    [PRICE],
  );
  return rows.map(({ user_id, balance }) => `user ${user_id}: refused an order, and has ${balance} points`);
}

function targetOf(rig: Rig, userId: number): CallTarget {
  return { address: rig.addressInService(rig.random), token: rig.token(userId) };
}
