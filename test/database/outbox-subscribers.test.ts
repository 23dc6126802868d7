import { SubscriberCache } from '../../src/modules/outbound/persistence/subscriber-cache';
import { SubscriberRepository } from '../../src/modules/outbound/persistence/subscriber.repository';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { type TestPlatform, openPlatform } from '../support/platform';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

describe('who is told what, where nobody is', () => {
  let proxy: TcpProxy;
  let here: TestPlatform;
  let there: TestPlatform;
  let known: SubscriberCache;

  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    const providers = [SubscriberRepository, SubscriberCache];
    there = await openPlatform({ providers });
    const variables = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) };
    here = await openPlatform({ providers, variables, beside: there });
    known = here.module.get(SubscriberCache);
  });
  afterAll(async () => {
    await here.close();
    await there.close();
    await proxy.close();
  });
  afterEach(() => jest.restoreAllMocks());
  /** Reads until it is known that nothing new can be read. */
  const isCertain = () =>
    until(async () => {
      await known.read();
      return !known.mayBeOthers;
    });

  it('is asked for once, and again when another instance says that it has changed', async () => {
    await isCertain();
    there.module.get(SubscriberCache).announceChange();
    await until(async () => known.mayBeOthers);
    await known.read();
    expect(known.mayBeOthers).toBe(false);
  });

  it('is asked for all the time while nobody can be heard, and once more afterwards', async () => {
    await isCertain();
    const lost = new Promise((gone) => void until(async () => known.mayBeOthers).then(gone));
    proxy.cut();
    await lost;
    await known.read();
    expect(known.mayBeOthers).toBe(true);
    proxy.mend();
    await isCertain();
  });

  it('is asked for after a cut that was over before anybody looked', async () => {
    await isCertain();
    const channel = here.module.get(InstanceChannel);
    const before = channel.hearing;
    proxy.cut();
    proxy.mend();
    await until(async () => channel.hearing !== undefined && channel.hearing !== before);
    expect(known.mayBeOthers).toBe(true);
    await isCertain();
  });

  it('is asked for every minute, whatever was heard', async () => {
    await isCertain();
    const now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now + 61_000);
    expect(known.mayBeOthers).toBe(true);
  });

  it('is asked for all the time once there is somebody', async () => {
    await there.module.get(SubscriberRepository).add('https://receiver.example', ['order.placed']);
    await known.read();
    expect(known.mayBeOthers).toBe(true);
  });
});

describe('who is told', () => {
  it('is told by one instance, until that is dead; the first that asks is the next', async () => {
    const ground = await openPlatform({ providers: [SubscriberRepository] });
    const receivers = ground.module.get(SubscriberRepository);
    const { subscriberId } = await receivers.add('https://receiver.example', ['order.placed']);
    const live = (seconds: number) =>
      ground.database.execute(`REPLACE INTO instances (id, alive_until) VALUES ('one', NOW(3) + INTERVAL ? SECOND)`, [
        seconds,
      ]);
    await live(60);
    const claims = [await receivers.claim(subscriberId, 'one'), await receivers.claim(subscriberId, 'other')];
    await live(-1);
    claims.push(await receivers.claim(subscriberId, 'other'));
    expect(claims).toEqual([true, false, true]);
    await ground.close();
  });
});
