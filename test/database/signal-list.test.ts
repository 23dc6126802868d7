import { DataSource } from 'typeorm';
import { Database } from '#platform/database/database';
import { SignalQueries } from '../../src/modules/event/persistence/signal.queries';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createDeal, setStock } from '../support/deals';

/** The database; counts what it is asked, and brings no answer before a test lets it. */
class LateDatabase extends Database {
  readonly asked: (readonly unknown[])[] = [];
  private answers: Promise<void> = Promise.resolve();

  override async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    this.asked.push(parameters);
    const { answers } = this;
    const rows = await super.query<Row>(sql, parameters);
    await answers;
    return rows;
  }

  /** What is asked from now on is answered after `work`. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    let answer = (): void => undefined;
    this.answers = new Promise((done) => (answer = done));
    return work().finally(answer);
  }
}

describe('the list of signals', () => {
  let shop: Catalogue;
  let productIds: number[];
  let database: LateDatabase;
  let signals: SignalQueries;

  beforeAll(async () => {
    shop = await openCatalogue();
    productIds = await setStock(shop.database, [1_000]);
  });
  beforeEach(() => {
    database = new LateDatabase(shop.app.get(DataSource));
    signals = new SignalQueries(database);
  });
  afterAll(() => shop.close());

  const seqs = (told: readonly { seq: number }[]): number[] => told.map(({ seq }) => seq);

  it('is read once for all who ask the same at once', async () => {
    for (let deals = 0; deals < 3; deals += 1) await createDeal(shop.admin, productIds);
    const last = await signals.last();
    database.asked.length = 0;
    const asking = (index: number) => signals.after(last - 2 + (index % 2), 100);
    const told = await Promise.all(Array.from({ length: 1_000 }, (_, index) => asking(index)));
    expect(database.asked).toEqual([
      [last - 2, 100],
      [last - 1, 100],
    ]);
    expect(told.map(seqs).slice(0, 2)).toEqual([[last - 1, last], [last]]);
  });

  it('is read after it was asked for: whoever comes while it is read sees what was told since', async () => {
    const last = await signals.last();
    const { first, second } = await database.during(async () => {
      const one = signals.after(last, 100);
      await readingBegun(database, [last, 100]);
      await createDeal(shop.admin, productIds);
      return { first: one, second: signals.after(last, 100) };
    });
    await first;
    expect(seqs(await second)).toEqual([last + 1]);
  });
});

async function readingBegun({ asked }: LateDatabase, parameters: readonly unknown[]): Promise<void> {
  const text = JSON.stringify(parameters);
  while (!asked.some((known) => JSON.stringify(known) === text)) await new Promise((turn) => setImmediate(turn));
}
