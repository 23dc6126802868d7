import { DatabasePollerLeases } from '#platform/database/database-poller-leases';
import { openPlatform, type TestPlatform } from '../support/platform';

describe('the lease of a poller', () => {
  let platform: TestPlatform;
  let one: DatabasePollerLeases;
  let other: DatabasePollerLeases;

  beforeAll(async () => {
    platform = await openPlatform();
  });
  beforeEach(async () => {
    await platform.database.execute('DELETE FROM poller_leases');
    one = new DatabasePollerLeases(platform.database);
    other = new DatabasePollerLeases(platform.database);
  });
  afterAll(() => platform.close());

  it('is held by one instance until it ends', async () => {
    expect(await one.hold('test', 60_000)).toBe(0);
    const leftMs = await other.hold('test', 60_000);
    expect(leftMs).toBeGreaterThan(50_000);
    expect(leftMs).toBeLessThanOrEqual(60_000);
    await platform.database.execute('UPDATE poller_leases SET leased_until = NOW(3)');
    expect(await other.hold('test', 60_000)).toBe(0);
    expect(await one.hold('test', 60_000)).toBeGreaterThan(0);
  });

  it('is renewed by its holder', async () => {
    await one.hold('test', 1_000);
    await one.hold('test', 60_000);
    expect(await other.hold('test', 1_000)).toBeGreaterThan(50_000);
  });

  it('goes to one of several that want it at the same time', async () => {
    const instances = Array.from({ length: 8 }, () => new DatabasePollerLeases(platform.database));
    const held = await Promise.all(instances.map((instance) => instance.hold('test', 60_000)));
    expect(held.filter((leftMs) => leftMs === 0)).toHaveLength(1);
  });

  it('is free at once when its holder gives it back, and not when another instance does', async () => {
    await one.hold('test', 60_000);
    await other.release('test');
    expect(await other.hold('test', 60_000)).toBeGreaterThan(0);
    await one.release('test');
    expect(await other.hold('test', 60_000)).toBe(0);
  });

  describe('after an outage', () => {
    const paused = (instance: DatabasePollerLeases) =>
      instance.pauseAfterOutage('test', 2_000, { outageMs: 10_000, pauseMs: 30_000 });
    const lastHeld = (secondsAgo: number) =>
      platform.database.execute(
        `UPDATE poller_leases SET leased_until = NOW(3) + INTERVAL 2 SECOND - INTERVAL ? SECOND WHERE name = 'test'`,
        [secondsAgo],
      );

    it('lets no instance poll for a while, also when the one that noticed it dies', async () => {
      await one.hold('test', 2_000);
      await lastHeld(11);
      expect(await paused(one)).toBe(30_000);
      await one.hold('test', 2_000);
      const left = await paused(other);
      expect(left).toBeGreaterThan(29_000);
      expect(left).toBeLessThanOrEqual(30_000);
      await platform.database.execute(`UPDATE poller_leases SET leased_until = NOW(3) WHERE name = 'test/pause'`);
      expect(await paused(other)).toBe(0);
    });

    it('begins the pause anew when no instance has polled in the meantime', async () => {
      await one.hold('test', 2_000);
      await lastHeld(60);
      await paused(one);
      await platform.database.execute(
        `UPDATE poller_leases SET leased_until = NOW(3) + INTERVAL 5 SECOND WHERE name = 'test/pause'`,
      );
      expect(await paused(other)).toBe(30_000);
    });

    it.each([
      ['the first poll of all', () => Promise.resolve()],
      ['a poll 9 s after the last one', () => one.hold('test', 2_000).then(() => lastHeld(9))],
      [
        'a poll 9 s after the lease was given back',
        async () => {
          await one.hold('test', 2_000);
          await one.release('test');
          await lastHeld(11);
        },
      ],
    ])('does not delay %s', async (_, prepare) => {
      await prepare();
      expect(await paused(other)).toBe(0);
    });
  });
});
