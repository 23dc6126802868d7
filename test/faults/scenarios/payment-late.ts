import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { callerAt } from '../../support/caller';
import type { Behaviour } from '../../support/test-provider';
import { CallLog, orderOf } from '../rig/call-log';
import { orderCall } from '../rig/calls';
import { PAYING } from '../rig/payers';
import { ProviderBooks, WITH_PROVIDER_OUTSIDE } from '../rig/provider-books';
import type { Randomness } from '../rig/randomness';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const ORDERS = 300;
const CONCURRENT = 12;
const SETTLE_ROUNDS = 60;
const BEHAVIOURS: readonly Behaviour[] = [
  'capture',
  'capture',
  'refuse',
  'silent',
  'silent after capture',
  'unsure',
  'short',
];

export const paymentLate: Scenario = {
  name: 'payment-late',
  promise: 'lets a late payment buy the same again, and pays back what is late for ever, doubled or wrong',
  rig: { variables: { ...PAYING, ...WITH_PROVIDER_OUTSIDE } },
  async run(rig, length) {
    const books = await ProviderBooks.open(rig.random.fork());
    try {
      const products = [await rig.stock(1_000_000), await rig.stock(40)];
      const log = new CallLog();
      let [next, isOver] = [0, false];
      const one = async (): Promise<void> => {
        const random = rig.random.fork();
        while (next < ORDERS * length)
          await buy(rig, books, log, { userId: ++next, productId: random.oneOf(products), random });
      };
      const all = Promise.all(Array.from({ length: CONCURRENT }, one)).finally(() => (isOver = true));
      while (!isOver) {
        await pause(rig.random.between(1_000, 4_000));
        const victim = rig.random.oneOf(rig.instances);
        await victim.kill();
        rig.note(`${victim.name} killed`);
        await victim.start();
      }
      await all;
      const ends = await endAll(rig, books);
      const result = await rig.verify(log);
      const broken = [...result.broken, ...(await wrongEnds(rig, books))];
      return { broken, figures: { ...result.figures, ...ends } };
    } finally {
      await books.close();
    }
  },
};

interface Purchase {
  readonly userId: number;
  readonly productId: number;
  readonly random: Randomness;
}

/** Orders, pays at the provider in one or two attempts, and may let the reservation end meanwhile. */
async function buy(
  rig: Rig,
  books: ProviderBooks,
  log: CallLog,
  { userId, productId, random }: Purchase,
): Promise<void> {
  const target = () => ({ address: rig.addressInService(random), token: rig.token(userId) });
  const attempt = log.add(userId, [{ productId, quantity: 1 }], randomUUID());
  do {
    const headers = { 'idempotency-key': attempt.key, prefer: 'wait=10' };
    attempt.calls.push(await orderCall(target(), attempt.items, headers));
  } while (attempt.calls.at(-1)?.outcome === 'unknown');
  const orderId = orderOf(attempt);
  if (orderId === undefined) return;
  const post = async (path: string, body: object): Promise<{ status: number; body: unknown }> => {
    const { address, token } = target();
    return callerAt(address, token)
      .post(path, body)
      .catch(() => ({ status: 0, body: undefined }));
  };
  for (const method of random.chance(0.4) ? ['CARD', 'TRANSFER'] : ['CARD']) {
    const { status, body } = await post(`/api/orders/${orderId}/payment`, { method });
    const { checkoutUrl, amount } = (body ?? {}) as { checkoutUrl?: string | null; amount?: number };
    const name = checkoutUrl?.split('/').at(-1);
    if (status >= 300 || name === undefined) continue;
    const isConfirmed = random.chance(0.6);
    if (isConfirmed) books.provider.behavioursOf.set(name, [random.oneOf(BEHAVIOURS)]);
    await Promise.all([
      isConfirmed &&
        post(`/api/orders/${orderId}/payment/confirm`, { paymentKey: `key-${name}`, providerOrderId: name, amount }),
      random.chance(0.4) && expire(rig, orderId, random),
      !isConfirmed && random.chance(0.7) && captureLater(books, name, random),
    ]);
  }
}

async function expire(rig: Rig, orderId: number, random: Randomness): Promise<void> {
  await pause(random.between(0, 200));
  await rig.query('UPDATE order_reservations SET reserved_until = NOW(3), reserve_limit = NOW(3) WHERE order_id = ?', [
    orderId,
  ]);
}

/** The provider takes the money by itself, perhaps when the order is long over. */
async function captureLater(books: ProviderBooks, name: string, random: Randomness): Promise<void> {
  await pause(random.between(0, 3_000));
  const entry = books.provider.entries.get(name);
  if (entry?.captured === 0 && entry.refused === undefined && !entry.closed) books.provider.capture(name);
}

/** Whatever was begun at the provider ends there, and every attempt is looked at until its end is known. */
async function endAll(rig: Rig, books: ProviderBooks): Promise<Record<string, number>> {
  books.isHealed = true;
  for (const entry of books.provider.entries.values()) if (entry.captured === 0) entry.closed = true;
  await rig.query('UPDATE order_reservations SET reserved_until = NOW(3), reserve_limit = NOW(3)');
  for (let round = 0; round < SETTLE_ROUNDS; round++) {
    const open = await rig.query(`SELECT payment_id FROM payments WHERE ${OPEN} LIMIT 1`);
    if (open.length === 0) break;
    await rig.query(
      `UPDATE payments SET resolve_at = NOW(3), sent_at = sent_at - INTERVAL 1 MINUTE WHERE provider = 'outside' AND ${OPEN}`,
    );
    await pause(1_000);
  }
  const rows = await rig.query<{ outcome: string; payments: number }>(
    'SELECT outcome, COUNT(*) AS payments FROM payments WHERE outcome IS NOT NULL GROUP BY outcome',
  );
  const [replaced] = await rig.query<{ orders: number }>('SELECT COUNT(order_id) AS orders FROM order_replacements');
  return {
    ...Object.fromEntries(rows.map(({ outcome, payments }) => [outcome.toLowerCase(), payments])),
    replaced: replaced?.orders ?? 0,
  };
}

const OPEN = `(state IN ('REQUESTED', 'CONFIRMING') OR state = 'ABANDONED' AND resolve_at IS NOT NULL)`;

/** What the provider keeps for an order is what its goods cost, or nothing, by the books of the provider. */
async function wrongEnds(rig: Rig, { provider }: ProviderBooks): Promise<string[]> {
  const orders = await rig.query<{ order_id: number; due: number; kept: number | string; names: string | null }>(
    `SELECT orders.order_id, due, (orders.status = 'ORDER_SUCCESS') + COALESCE(other.status = 'ORDER_SUCCESS', 0) AS kept,
       (SELECT GROUP_CONCAT(provider_order_id) FROM payments WHERE payments.order_id = orders.order_id) AS names
     FROM orders JOIN order_bills ON order_bills.order_id = orders.order_id
     LEFT JOIN order_replacements ON replaces_order_id = orders.order_id
     LEFT JOIN orders AS other ON other.order_id = order_replacements.order_id
     WHERE orders.order_id NOT IN (SELECT order_id FROM order_replacements WHERE order_id IS NOT NULL)`,
  );
  return orders.flatMap(({ order_id, due, kept, names }) => {
    const entries = (names?.split(',') ?? []).flatMap((name) => provider.entries.get(name) ?? []);
    const paid = entries.reduce(
      (sum, { captured, cancels }) => sum + captured - cancels.reduce((all, { amount }) => all + amount, 0),
      0,
    );
    const isTwice = entries.some(({ captures }) => captures > 1);
    const broken = paid === (Number(kept) > 0 ? due : 0) && Number(kept) <= 1 && !isTwice;
    return broken ? [] : [`order ${order_id}: ${kept} are kept, and the provider keeps ${paid} of ${due}`];
  });
}
