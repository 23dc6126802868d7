import { KnownReceivers } from '../../src/modules/outbound/use-cases/known-receivers';
import { Receivers } from '../../src/modules/outbound/persistence/receivers';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { type Ground, openGround } from '../support/ground';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

describe('who is told what, where nobody is', () => {
  let proxy: TcpProxy;
  let here: Ground;
  let there: Ground;
  let known: KnownReceivers;

  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    const providers = [Receivers, KnownReceivers];
    there = await openGround({ providers });
    const variables = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) };
    here = await openGround({ providers, variables, beside: there });
    known = here.module.get(KnownReceivers);
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
    there.module.get(KnownReceivers).announceChange();
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
    await there.module.get(Receivers).add('https://receiver.example', ['order.placed']);
    await known.read();
    expect(known.mayBeOthers).toBe(true);
  });
});

describe('who is told', () => {
  it('is told by one instance, until that is dead; the first that asks is the next', async () => {
    const ground = await openGround({ providers: [Receivers] });
    const receivers = ground.module.get(Receivers);
    const { receiverId } = await receivers.add('https://receiver.example', ['order.placed']);
    const live = (seconds: number) =>
      ground.database.execute(`REPLACE INTO instances (id, alive_until) VALUES ('one', NOW(3) + INTERVAL ? SECOND)`, [
        seconds,
      ]);
    await live(60);
    const claims = [await receivers.claim(receiverId, 'one'), await receivers.claim(receiverId, 'other')];
    await live(-1);
    claims.push(await receivers.claim(receiverId, 'other'));
    expect(claims).toEqual([true, false, true]);
    await ground.close();
  });
});
