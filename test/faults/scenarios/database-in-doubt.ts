import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommitFault } from '../rig/fault-proxy';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

/** A statement by which each kind of transaction is known. */
const TRANSACTIONS: Readonly<Record<string, string>> = {
  orders: 'INSERT INTO orders ',
  takings: 'SET quantity = quantity - ',
  settlements: "SET status = 'ORDER_SUCCESS'",
  cancels: "SET status = 'ORDER_CANCELLED'",
  'givings back': "'CANCEL'",
  increases: "'INCREASE'",
};
const FAULTS: readonly CommitFault[] = ['answer dropped', 'cut behind', 'cut before', 'late'];
const EACH = 2;
const ROUND_LIMIT_MS = 30_000;

export const databaseInDoubt: Scenario = {
  name: 'database-in-doubt',
  promise: 'does everything once whose COMMIT is never answered: orders, takings, settlements, cancels, stock',
  async run(rig, length) {
    const products = [await rig.stock(200 * length), await rig.stock(1_000_000)];
    const buyers = rig.buyers({ products, buyers: 30, cancelled: 0.3, unkeyed: 0.1 });
    const supplier = new Supplier(rig, products[0] as number);
    for (let round = 0; round < FAULTS.length * length; round++) {
      await doubtAll(rig, FAULTS[round % FAULTS.length] as CommitFault);
    }
    await supplier.stop();
    const { broken, figures } = await rig.judge(await buyers.stop());
    return { broken, figures: { ...figures, 'deliveries of stock': supplier.delivered } };
  },
};

/** Ends when it has happened to every kind of transaction on every instance. */
async function doubtAll(rig: Rig, how: CommitFault): Promise<void> {
  const kinds = Object.entries(TRANSACTIONS).map(([kind, statement]) => {
    const count = rig.random.between(EACH, 2 * EACH);
    for (const { toDatabase } of rig.instances) toDatabase.doubtCommits(count, how, statement);
    return `${count} ${kind}`;
  });
  rig.note(`commits on each wire (${how}): ${kinds.join(', ')}`);
  for (const { name, toDatabase } of rig.instances) {
    const none = (): void => {
      if (toDatabase.doubtsLeft.length > 0) throw new Error(`still to come: ${toDatabase.doubtsLeft.join(', ')}`);
    };
    await until(none, { what: `all commits of ${name} came into doubt (${how})`, limitMs: ROUND_LIMIT_MS });
  }
}

/** Somebody who fills the shelf unit by unit, each time under a key, until it is known. */
class Supplier {
  delivered = 0;
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly rig: Rig,
    private readonly productId: number,
  ) {
    this.running = this.deliver();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async deliver(): Promise<void> {
    const { rig, productId } = this;
    while (!this.stopped) {
      const headers = { 'idempotency-key': randomUUID() };
      const path = `/api/stocks/product/${productId}/increase?quantity=1`;
      const ask = (): Promise<{ status: number }> =>
        rig.admin(rig.random.between(0, rig.instances.length - 1)).post(path, undefined, headers);
      await until(async () => (await ask()).status === 200, { what: 'a unit was put on the shelf', limitMs: 30_000 });
      rig.stocked.set(productId, (rig.stocked.get(productId) ?? 0) + 1);
      this.delivered++;
      await pause(rig.random.between(0, 40));
    }
  }
}
