import { SchedulerRegistry } from '@nestjs/schedule';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { ExpireAtMidnight } from '../../src/modules/event/use-cases/expire-at-midnight';
import { openCatalogue } from '../support/catalogue';
import { createDeal, inDays, insertProducts } from '../support/deals';
import { until } from '../support/until';

describe('two instances', () => {
  it.each([
    ['while Redis is up', {}],
    ['while Redis is down', { REDIS_HOST: '127.0.0.1', REDIS_PORT: '1' }],
  ])('both see a deal that one of them creates or ends, %s', async (_, variables) => {
    const one = await openCatalogue({ variables });
    const other = await openCatalogue({ variables, beside: one });
    try {
      const productIds = await insertProducts(one.database, [1_000]);
      const found = async (): Promise<number | undefined> =>
        (await other.user.post('/api/event/search-event', { productIds })).body[0]?.eventId;
      expect(await found()).toBeUndefined();
      const eventId = await createDeal(one.admin, productIds);
      await until(async () => (await found()) === eventId);
      await one.admin.delete(`/api/event/${eventId}`);
      await until(async () => (await found()) === undefined);
    } finally {
      await other.close();
      await one.close();
    }
  });

  it('drop their cached offers as soon as a change is announced', async () => {
    const one = await openCatalogue();
    const other = await openCatalogue({ beside: one });
    try {
      const productIds = await insertProducts(one.database, [1_000]);
      let changes = 0;
      other.app.get(InstanceChannel).subscribe('event.offers-changed', () => changes++);
      // The first deals may be created before the other instance is subscribed.
      await until(
        async () => (await createDeal(one.admin, productIds, { startEventTime: inDays(1) })) > 0 && changes > 0,
      );
      const found = async (): Promise<number | undefined> =>
        (await other.user.post('/api/event/search-event', { productIds })).body[0]?.eventId;
      expect(await found()).toBeUndefined();
      const before = changes;
      const eventId = await createDeal(one.admin, productIds);
      await until(() => Promise.resolve(changes > before));
      expect(await found()).toBe(eventId);
    } finally {
      await other.close();
      await one.close();
    }
  });

  it("both schedule the midnight of the shop's zone", async () => {
    const shop = await openCatalogue({ variables: { APP_TIMEZONE: 'Asia/Kathmandu' } });
    try {
      const job = shop.app.get(SchedulerRegistry).getCronJob('hot-deals.expire');
      expect(job.isActive).toBe(true);
      expect(job.nextDate().toUTC().toISO()).toMatch(/T18:15:00\.000Z$/);
    } finally {
      await shop.close();
    }
  });

  it('run the nightly job on one of them, and it hides no deal', async () => {
    const one = await openCatalogue();
    const other = await openCatalogue({ beside: one });
    try {
      const productIds = await insertProducts(one.database, [1_000]);
      const ended = [await createDeal(one.admin, productIds), await createDeal(one.admin, productIds)];
      const running = await createDeal(one.admin, productIds);
      for (const eventId of ended) await one.admin.delete(`/api/event/${eventId}`);
      const shown = (await one.user.get('/api/event?status=ended')).body;

      const marked = await Promise.all([one, other, one].map((shop) => shop.app.get(ExpireAtMidnight).execute()));
      expect(marked.filter((deals) => deals !== undefined)).toEqual([2]);
      const rows = await one.database.query<{ event_id: number; marked: number }>(
        'SELECT event_id, deleted_at IS NOT NULL AS marked FROM hot_deals ORDER BY event_id',
      );
      expect(rows.map((row) => [row.event_id, Number(row.marked)])).toEqual([
        [ended[0], 1],
        [ended[1], 1],
        [running, 0],
      ]);
      expect((await one.user.get('/api/event?status=ended')).body).toEqual(shown);
      expect((await one.user.get(`/api/event/${ended[0]}`)).status).toBe(200);

      // The next midnight is claimed anew.
      await one.database.execute('UPDATE hot_deal_expiry_runs SET day = day - INTERVAL 1 DAY');
      await one.admin.delete(`/api/event/${running}`);
      expect(await other.app.get(ExpireAtMidnight).execute()).toBe(1);
    } finally {
      await other.close();
      await one.close();
    }
  });
});
