import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommitFault } from '../rig/fault-proxy';
import { Payers, PAYING } from '../rig/payers';
import { endPayments } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';
import { expireSome } from './payment-and-cancel';

/** A statement by which each kind of transaction is recognised. */
const TRANSACTIONS: Readonly<Record<string, string>> = {
  orders: 'INSERT INTO orders ',
  'stock taken': 'SET quantity = quantity - ',
  completions: "SET status = 'ORDER_SUCCESS'",
  cancels: "SET status = 'ORDER_CANCELLED'",
  returns: "'CANCEL'",
  increases: "'INCREASE'",
};
/** The same for what only orders that are to be paid bring about; all of it happens once for each. */
const OF_PAYMENTS: Readonly<Record<string, string>> = {
  reservations: 'INSERT INTO order_reservations',
  authorizations: 'SET requested = 1',
  'payments requested': 'INSERT INTO payments',
  intents: "SET state = 'CONFIRMING', provider_key",
  'payments captured': "SET state = 'CAPTURED'",
  receipts: 'INSERT INTO order_receipts',
  outcomes: 'UPDATE payments SET outcome',
  expiries: "'PAYMENT_EXPIRED'",
  replacements: 'INSERT INTO order_replacements',
  'refunds due': 'INSERT INTO refunds',
  'refunds made': "UPDATE refunds SET state = 'DONE'",
  wallets: 'INSERT INTO wallet_entries',
};
const FAULTS: readonly CommitFault[] = ['answer dropped', 'cut behind', 'cut before', 'late'];
const EACH = 2;
const ROUND_LIMIT_MS = 30_000;

export const databaseInDoubt: Scenario = {
  name: 'database-in-doubt',
  promise: 'does everything once when a COMMIT is never answered: orders, stock taken, completions, cancels, returns',
  async run(rig, length) {
    const products = [await rig.stock(200 * length), await rig.stock(1_000_000)];
    const buyers = rig.buyers({ products, buyers: 30, cancelled: 0.3, unkeyed: 0.1 });
    const supplier = new Supplier(rig, products[0] as number);
    for (let round = 0; round < FAULTS.length * length; round++) {
      await doubtAll(rig, FAULTS[round % FAULTS.length] as CommitFault, TRANSACTIONS, EACH);
    }
    await supplier.stop();
    const { broken, figures } = await rig.verify(await buyers.stop());
    return { broken, figures: { ...figures, 'stock increases': supplier.increases } };
  },
};

export const paymentsInDoubt: Scenario = {
  name: 'payments-in-doubt',
  promise: 'moves money, points and goods once when a COMMIT of a payment, an expiry or a refund is never answered',
  rig: { variables: PAYING, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000), await rig.stock(1_000_000)];
    const payers = new Payers(rig, { products, payers: 24, cancelled: 0.3, byCard: 0.6, unpaid: 0.1, thinkMs: 5 });
    let isOver = false;
    const expiring = (async () => {
      while (!isOver) {
        await expireSome(rig);
        await pause(200);
      }
    })();
    for (let round = 0; round < FAULTS.length * length; round++) {
      await doubtAll(rig, FAULTS[round % FAULTS.length] as CommitFault, OF_PAYMENTS, 1);
    }
    isOver = true;
    await expiring;
    const log = await payers.stop();
    const ends = await endPayments(rig);
    const result = await rig.verify(log.calls);
    const broken = [...result.broken, ...(await untruePayments([log], rig.query))];
    return { broken, figures: { ...result.figures, ...ends } };
  },
};

/** Resolves when the fault has happened to every kind of transaction on every instance. */
async function doubtAll(
  rig: Rig,
  how: CommitFault,
  transactions: Readonly<Record<string, string>>,
  each: number,
): Promise<void> {
  const kinds = Object.entries(transactions).map(([kind, statement]) => {
    const count = rig.random.between(each, 2 * each);
    for (const { toDatabase } of rig.instances) toDatabase.doubtCommits(count, how, statement);
    return `${count} ${kind}`;
  });
  rig.note(`commits of each instance (${how}): ${kinds.join(', ')}`);
  for (const { name, toDatabase } of rig.instances) {
    const none = (): void => {
      if (toDatabase.doubtsLeft.length > 0) throw new Error(`still to come: ${toDatabase.doubtsLeft.join(', ')}`);
    };
    await until(none, { what: `all these commits of ${name} (${how})`, limitMs: ROUND_LIMIT_MS });
  }
}

/** Increases the stock unit by unit, each time with a key and until the outcome is known. */
class Supplier {
  increases = 0;
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly rig: Rig,
    private readonly productId: number,
  ) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    const { rig, productId } = this;
    while (!this.stopped) {
      const headers = { 'idempotency-key': randomUUID() };
      const path = `/api/stocks/product/${productId}/increase?quantity=1`;
      const increase = (): Promise<{ status: number }> =>
        rig.admin(rig.random.between(0, rig.instances.length - 1)).post(path, undefined, headers);
      await until(async () => (await increase()).status === 200, { what: 'a unit was added', limitMs: 30_000 });
      rig.stocked.set(productId, (rig.stocked.get(productId) ?? 0) + 1);
      this.increases++;
      await pause(rig.random.between(0, 40));
    }
  }
}
