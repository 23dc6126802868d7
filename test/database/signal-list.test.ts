import { DataSource } from 'typeorm';
import { Database } from '#platform/database/database';
import { SignalQueries } from '../../src/modules/event/persistence/signal.queries';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createDeal, insertProducts } from '../support/deals';

/** Records the parameters of every query, and returns the rows when the test lets it. */
class PausedDatabase extends Database {
  readonly parameters: (readonly unknown[])[] = [];
  private answers: Promise<void> = Promise.resolve();

  override async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    this.parameters.push(parameters);
    const { answers } = this;
    const rows = await super.query<Row>(sql, parameters);
    await answers;
    return rows;
  }

  /** The queries that start meanwhile return when `work` has ended. */
  async pausedDuring<Result>(work: () => Promise<Result>): Promise<Result> {
    let answer = (): void => undefined;
    this.answers = new Promise((done) => (answer = done));
    return work().finally(answer);
  }
}

describe('the list of signals', () => {
  let shop: Catalogue;
  let productIds: number[];
  let database: PausedDatabase;
  let signals: SignalQueries;

  beforeAll(async () => {
    shop = await openCatalogue();
    productIds = await insertProducts(shop.database, [1_000]);
  });
  beforeEach(() => {
    database = new PausedDatabase(shop.app.get(DataSource));
    signals = new SignalQueries(database);
  });
  afterAll(() => shop.close());

  const seqs = (listed: readonly { seq: number }[]): number[] => listed.map(({ seq }) => seq);

  it('is queried once for a thousand simultaneous requests of the same page', async () => {
    for (let deals = 0; deals < 3; deals += 1) await createDeal(shop.admin, productIds);
    const last = await signals.last();
    database.parameters.length = 0;
    const request = (index: number) => signals.after(last - 2 + (index % 2), 100);
    const pages = await Promise.all(Array.from({ length: 1_000 }, (_, index) => request(index)));
    expect(database.parameters).toEqual([
      [last - 2, 100],
      [last - 1, 100],
    ]);
    expect(pages.map(seqs).slice(0, 2)).toEqual([[last - 1, last], [last]]);
  });

  it('includes a signal that was committed before the request, though an older query is still running', async () => {
    const last = await signals.last();
    const { first, second } = await database.pausedDuring(async () => {
      const one = signals.after(last, 100);
      await queryStarted(database, [last, 100]);
      await createDeal(shop.admin, productIds);
      return { first: one, second: signals.after(last, 100) };
    });
    await first;
    expect(seqs(await second)).toEqual([last + 1]);
  });
});

async function queryStarted(database: PausedDatabase, parameters: readonly unknown[]): Promise<void> {
  const text = JSON.stringify(parameters);
  while (!database.parameters.some((known) => JSON.stringify(known) === text))
    await new Promise((turn) => setImmediate(turn));
}
