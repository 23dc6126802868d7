import { defineRevision, type Revision, Revisions } from '#platform/database/revisions';
import { openPlatform, type TestPlatform } from '../support/platform';

const PRODUCTS = { name: 'products' };
const OFFERS = { name: 'offers' };

describe('revisions', () => {
  let ground: TestPlatform;
  let revisions: Revisions;
  beforeAll(async () => {
    ground = await openPlatform({ providers: [] });
    revisions = new Revisions(ground.database);
  });
  afterAll(() => ground.close());

  const both = () => Promise.all([revisions.of(PRODUCTS), revisions.of(OFFERS)]);
  const raise = (revision: Revision) => ground.database.transaction((tx) => revisions.raise(tx, revision));

  it('grow with each commit that raises them, and no other', async () => {
    const [products, offers] = await both();
    await raise(OFFERS);
    await expect(
      ground.database.transaction(async (tx) => {
        await revisions.raise(tx, PRODUCTS);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await both()).toEqual([products, offers + 1]);
  });

  it('are read once for who asks in the same turn, and again for who asks while that is under way', async () => {
    const query = jest.spyOn(ground.database, 'query');
    const first = both();
    await Promise.resolve().then(() => undefined);
    const later = revisions.of(OFFERS);
    await Promise.all([first, later]);
    expect(query).toHaveBeenCalledTimes(2);
    query.mockRestore();
  });

  it('are refused under a name that has none', async () => {
    await expect(revisions.of({ name: 'nothing' })).rejects.toThrow('There is no revision of nothing');
    await expect(raise({ name: 'nothing' })).rejects.toThrow('There is no revision of nothing');
  });

  it('are read anew after a reading that failed', async () => {
    await ground.database.execute('RENAME TABLE revisions TO away');
    await expect(both()).rejects.toMatchObject({ errno: 1146 });
    await ground.database.execute('RENAME TABLE away TO revisions');
    await expect(both()).resolves.toHaveLength(2);
  });

  it('refuses a name that is already defined', () => {
    defineRevision('twice');
    expect(() => defineRevision('twice')).toThrow('Two revisions are called twice');
  });
});
