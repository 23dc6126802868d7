import { provideSection } from '#platform/config/config';
import { OutboundConfig } from '../../src/modules/outbound/outbound.config';
import { SubscriberCache } from '../../src/modules/outbound/persistence/subscriber-cache';
import { SubscriberRepository } from '../../src/modules/outbound/persistence/subscriber.repository';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { type TestPlatform, openPlatform } from '../support/platform';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

describe('the cache of an empty list of subscribers', () => {
  let proxy: TcpProxy;
  let here: TestPlatform;
  let there: TestPlatform;
  let cache: SubscriberCache;

  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    const providers = [provideSection(OutboundConfig), SubscriberRepository, SubscriberCache];
    there = await openPlatform({ providers });
    const variables = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) };
    here = await openPlatform({ providers, variables, beside: there });
    cache = here.module.get(SubscriberCache);
  });
  afterAll(async () => {
    await here.close();
    await there.close();
    await proxy.close();
  });
  afterEach(() => jest.restoreAllMocks());
  /** Reads until the cache is known to be current. */
  const becomesCurrent = () =>
    until(async () => {
      await cache.read();
      return !cache.mayBeStale;
    });

  it('is read once, and again when another instance announces a change', async () => {
    await becomesCurrent();
    there.module.get(SubscriberCache).announceChange();
    await until(async () => cache.mayBeStale);
    await cache.read();
    expect(cache.mayBeStale).toBe(false);
  });

  it('is read all the time without a connection to Redis, and once more afterwards', async () => {
    await becomesCurrent();
    const lost = new Promise((gone) => void until(async () => cache.mayBeStale).then(gone));
    proxy.cut();
    await lost;
    await cache.read();
    expect(cache.mayBeStale).toBe(true);
    proxy.mend();
    await becomesCurrent();
  });

  it('is read after a disconnection that ended before the next check', async () => {
    await becomesCurrent();
    const channel = here.module.get(InstanceChannel);
    const before = channel.currentSubscription;
    proxy.cut();
    proxy.mend();
    await until(async () => channel.currentSubscription !== undefined && channel.currentSubscription !== before);
    expect(cache.mayBeStale).toBe(true);
    await becomesCurrent();
  });

  it('is read every minute without any announcement', async () => {
    await becomesCurrent();
    const now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now + 61_000);
    expect(cache.mayBeStale).toBe(true);
  });

  it('is read all the time once there is a subscriber', async () => {
    await there.module.get(SubscriberRepository).add('https://receiver.example', ['order.placed']);
    await cache.read();
    expect(cache.mayBeStale).toBe(true);
  });
});

describe('a subscriber', () => {
  it('belongs to one instance until that is dead, then to the first that claims it', async () => {
    const platform = await openPlatform({ providers: [SubscriberRepository] });
    const subscribers = platform.module.get(SubscriberRepository);
    const { subscriberId } = await subscribers.add('https://receiver.example', ['order.placed']);
    const live = (seconds: number) =>
      platform.database.execute(`REPLACE INTO instances (id, alive_until) VALUES ('one', NOW(3) + INTERVAL ? SECOND)`, [
        seconds,
      ]);
    await live(60);
    const claims = [await subscribers.claim(subscriberId, 'one'), await subscribers.claim(subscriberId, 'other')];
    await live(-1);
    claims.push(await subscribers.claim(subscriberId, 'other'));
    expect(claims).toEqual([true, false, true]);
    await platform.close();
  });
});
