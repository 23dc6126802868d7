import { defineRevision, type Revision, Revisions } from '#platform/database/revisions';
import { openPlatform, type TestPlatform } from '../support/platform';

const PRODUCTS = { name: 'products' };
const OFFERS = { name: 'offers' };

describe('revisions', () => {
  let platform: TestPlatform;
  let revisions: Revisions;
  beforeAll(async () => {
    platform = await openPlatform({ providers: [] });
    revisions = new Revisions(platform.database);
  });
  afterAll(() => platform.close());

  const both = () => Promise.all([revisions.of(PRODUCTS), revisions.of(OFFERS)]);
  const raise = (revision: Revision) => platform.database.transaction((tx) => revisions.raise(tx, revision));

  it('increase with each commit that raises them, and not with a rollback', async () => {
    const [products, offers] = await both();
    await raise(OFFERS);
    await expect(
      platform.database.transaction(async (tx) => {
        await revisions.raise(tx, PRODUCTS);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await both()).toEqual([products, offers + 1]);
  });

  it('are read once for callers of the same turn, and again for a caller during that query', async () => {
    const query = jest.spyOn(platform.database, 'query');
    const first = both();
    await Promise.resolve().then(() => undefined);
    const later = revisions.of(OFFERS);
    await Promise.all([first, later]);
    expect(query).toHaveBeenCalledTimes(2);
    query.mockRestore();
  });

  it('are refused for an unknown name', async () => {
    await expect(revisions.of({ name: 'nothing' })).rejects.toThrow('There is no revision of nothing');
    await expect(raise({ name: 'nothing' })).rejects.toThrow('There is no revision of nothing');
  });

  it('are read again after a query that failed', async () => {
    await platform.database.execute('RENAME TABLE revisions TO hidden');
    await expect(both()).rejects.toMatchObject({ errno: 1146 });
    await platform.database.execute('RENAME TABLE hidden TO revisions');
    await expect(both()).resolves.toHaveLength(2);
  });

  it('are refused when their name is already defined', () => {
    defineRevision('twice');
    expect(() => defineRevision('twice')).toThrow('Two revisions are called twice');
  });
});
