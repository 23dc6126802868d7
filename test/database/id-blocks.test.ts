import { IdBlocks } from '#platform/database/id-blocks';
import { type TestPlatform, openPlatform } from '../support/platform';

describe('ids that are reserved in blocks', () => {
  let platform: TestPlatform;
  let ids: IdBlocks;
  beforeEach(async () => {
    platform = await openPlatform({ variables: { DB_POOL: '2' } });
    ids = platform.module.get(IdBlocks);
  });
  afterEach(() => platform.close());
  const reserved = async (name: string): Promise<number> => {
    const [row] = await platform.database.query<{ next_id: number }>('SELECT next_id FROM id_blocks WHERE name = ?', [
      name,
    ]);
    return row?.next_id ?? 0;
  };

  it('are unique and ascending across blocks', async () => {
    const taken = await Promise.all(Array.from({ length: 50 }, () => ids.take('orders', 70)));
    for (const some of taken) expect(some).toEqual([...some].sort((one, other) => one - other));
    expect(new Set(taken.flat()).size).toBe(3_500);
  });

  it('are unique across two instances', async () => {
    const other = await openPlatform({ beside: platform });
    const taken = await Promise.all([ids, other.module.get(IdBlocks)].map((blocks) => blocks.take('orders', 2_500)));
    await other.close();
    expect(new Set(taken.flat()).size).toBe(5_000);
  });

  it('need one reservation for twenty concurrent callers', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ids.take('orders', 1)));
    expect(await reserved('orders')).toBe(1_001);
  });

  it('are reserved at the start, so that the smallest pool never waits for itself', async () => {
    expect(await reserved('event_publications')).toBe(1_001);
  });

  it('are available again after a reservation that failed', async () => {
    await platform.database.execute('RENAME TABLE id_blocks TO hidden');
    await expect(ids.take('orders', 1)).rejects.toThrow();
    await platform.database.execute('RENAME TABLE hidden TO id_blocks');
    expect(await ids.take('orders', 1)).toEqual([1]);
  });
});
