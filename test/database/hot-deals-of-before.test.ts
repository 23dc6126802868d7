import { openDataSource } from '#platform/database/data-source';
import { Event1795000001000 } from '../../src/migrations/1795000001000-event';
import { schema } from '../../src/schema';
import { configFor, createScheme, dropScheme } from '../support/scheme';

describe('hot deals from before moments were told', () => {
  it('are told what becomes of them from then on, and nothing of what did before', async () => {
    const scheme = await createScheme();
    const dataSource = await openDataSource(configFor(scheme), schema);
    try {
      await new Event1795000001000().down(dataSource.createQueryRunner());
      await dataSource.query(`INSERT INTO hot_deals (event_id, event_type, discount, duration, start_at, end_at, product_count)
        VALUES (1, 'HOT_DEAL', 20, 1, NOW(3) - INTERVAL 2 DAY, NOW(3) - INTERVAL 1 DAY, 1),
          (2, 'HOT_DEAL', 20, 1, NOW(3) - INTERVAL 1 HOUR, NOW(3) + INTERVAL 1 DAY, 1),
          (3, 'HOT_DEAL', 20, 1, NOW(3) + INTERVAL 1 DAY, NOW(3) + INTERVAL 2 DAY, 1),
          (4, 'HOT_DEAL', 20, 1, NOW(3) + INTERVAL 1 DAY, NOW(3) - INTERVAL 1 HOUR, 1)`);
      await dataSource.query(`INSERT INTO hot_deal_signals (seq, event_id, payload) VALUES (1, 1, '{}')`);
      await new Event1795000001000().up(dataSource.createQueryRunner());
      const deals = await dataSource.query<{ told: string }[]>('SELECT told FROM hot_deals ORDER BY event_id');
      expect(deals.map(({ told }) => told)).toEqual(['ENDED', 'OPENED', 'CREATED', 'ENDED']);
      expect(await dataSource.query('SELECT kind FROM hot_deal_signals')).toEqual([{ kind: 'new-hot-deal' }]);
    } finally {
      await dataSource.destroy();
      await dropScheme(scheme);
    }
  });
});
