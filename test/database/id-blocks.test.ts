import { IdBlocks } from '#platform/database/id-blocks';
import { type TestPlatform, openPlatform } from '../support/platform';

describe('ids that are known before their rows', () => {
  let ground: TestPlatform;
  let ids: IdBlocks;
  beforeEach(async () => {
    ground = await openPlatform({ variables: { DB_POOL: '2' } });
    ids = ground.module.get(IdBlocks);
  });
  afterEach(() => ground.close());
  const reserved = async (name: string): Promise<number> => {
    const [row] = await ground.database.query<{ next_id: number }>('SELECT next_id FROM id_blocks WHERE name = ?', [
      name,
    ]);
    return row?.next_id ?? 0;
  };

  it('are given once each, ascending, over the borders of blocks', async () => {
    const taken = await Promise.all(Array.from({ length: 50 }, () => ids.take('orders', 70)));
    for (const some of taken) expect(some).toEqual([...some].sort((one, other) => one - other));
    expect(new Set(taken.flat()).size).toBe(3_500);
  });

  it('are never given by two instances', async () => {
    const other = await openPlatform({ beside: ground });
    const taken = await Promise.all([ids, other.module.get(IdBlocks)].map((blocks) => blocks.take('orders', 2_500)));
    await other.close();
    expect(new Set(taken.flat()).size).toBe(5_000);
  });

  it('cost one reservation for all who come first', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ids.take('orders', 1)));
    expect(await reserved('orders')).toBe(1_001);
  });

  it('are reserved before the first transaction needs one: the smallest pool does not wait for itself', async () => {
    expect(await reserved('event_publications')).toBe(1_001);
  });

  it('come again after a reservation that failed', async () => {
    await ground.database.execute('RENAME TABLE id_blocks TO hidden');
    await expect(ids.take('orders', 1)).rejects.toThrow();
    await ground.database.execute('RENAME TABLE hidden TO id_blocks');
    expect(await ids.take('orders', 1)).toEqual([1]);
  });
});
