import { InstanceChannel } from '#platform/redis/instance-channel';
import { RedisClients } from '#platform/redis/redis-clients';
import { type TestPlatform, openPlatform } from '../support/platform';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const SOLD = 'lamp.sold';
const BACK = 'lamp.back';

/** An instance and the messages that it received. */
interface Instance {
  readonly platform: TestPlatform;
  readonly channel: InstanceChannel;
  readonly redis: RedisClients;
  readonly received: unknown[];
}

describe('the instance channel', () => {
  let proxy: TcpProxy;
  let platform: TestPlatform;
  let instances: Instance[];
  let unhandled: unknown[];
  const recordRejection = (reason: unknown): unknown => unhandled.push(reason);

  const open = async (variables: Record<string, string> = {}): Promise<Instance> => {
    const opened = await openPlatform({ beside: platform, variables });
    opened.module.useLogger(false);
    const channel = opened.module.get(InstanceChannel);
    const received: unknown[] = [];
    channel.subscribe(SOLD, (message) => received.push(message));
    const one = { platform: opened, channel, redis: opened.module.get(RedisClients), received };
    instances.push(one);
    return one;
  };
  const behindProxy = () => ({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) });
  /** Waits until this many instances are subscribed, including the one that owns the schema. */
  const listening = (number: number): Promise<boolean> => {
    const { publisher, prefix } = platform.module.get(RedisClients);
    return until(async () => (await publisher.pubsub('NUMSUB', `${prefix}instances`))[1] === number);
  };
  const ready = (one: Instance): Promise<boolean> =>
    until(() => Promise.resolve(one.redis.publisher.status === 'ready'));

  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    platform = await openPlatform();
  });
  beforeEach(() => {
    instances = [];
    unhandled = [];
    process.on('unhandledRejection', recordRejection);
  });
  afterEach(async () => {
    proxy.mend();
    await Promise.all(instances.map((one) => one.platform.close()));
    process.off('unhandledRejection', recordRejection);
    expect(unhandled).toEqual([]);
  });
  afterAll(async () => {
    await platform.close();
    await proxy.close();
  });

  it('calls local listeners before publish returns, those of other instances over Redis, and each once', async () => {
    const [here, there] = [await open(), await open()];
    const replied = new Promise<void>((done) => here.channel.subscribe(BACK, () => done()));
    there.channel.subscribe(SOLD, () => there.channel.publish(BACK, null));
    await listening(3);
    here.channel.publish(SOLD, { lamp: 1 });
    expect(here.received).toEqual([{ lamp: 1 }]);
    // The echo of the first message was published earlier, so it has arrived when the reply has.
    await replied;
    expect(here.received).toEqual([{ lamp: 1 }]);
    expect(there.received).toEqual([{ lamp: 1 }]);
  });

  it('calls only the listeners of the topic', async () => {
    const here = await open();
    here.channel.publish('vase.sold', 1);
    expect(here.received).toEqual([]);
  });

  it('calls local listeners while Redis is away, and all again afterwards', async () => {
    const [here, there] = [await open(behindProxy()), await open()];
    await listening(3);
    proxy.cut();
    await listening(2);
    await until(() => Promise.resolve(here.redis.publisher.status !== 'ready'));
    here.channel.publish(SOLD, 1);
    there.channel.publish(SOLD, 2);
    expect(here.received).toEqual([1]);
    proxy.mend();
    await listening(3);
    await ready(here);
    here.channel.publish(SOLD, 3);
    await until(() => Promise.resolve(there.received.includes(3)));
    there.channel.publish(SOLD, 4);
    await until(() => Promise.resolve(here.received.includes(4)));
    expect(here.received).toEqual([1, 3, 4]);
    expect(there.received).toEqual([2, 3, 4]);
  });

  it('reaches an instance that started long before Redis did', async () => {
    proxy.cut();
    const [late, there] = [await open(behindProxy()), await open()];
    let attempts = 0;
    // The pauses between the first six attempts add up to 750 ms: a command that waits has timed out by then.
    await new Promise<void>((done) => {
      late.redis.subscriber.on('reconnecting', () => ++attempts === 6 && done());
    });
    proxy.mend();
    await listening(3);
    there.channel.publish(SOLD, 1);
    await until(() => Promise.resolve(late.received.length > 0));
    expect(late.received).toEqual([1]);
  });

  it('reaches an instance whose Redis froze just after it had come back', async () => {
    const [late, there] = [await open(behindProxy()), await open()];
    await listening(3);
    proxy.cut();
    await listening(2);
    const frozen = new Promise<void>((done) => {
      late.redis.subscriber.once('ready', () => {
        proxy.freeze();
        done();
      });
    });
    proxy.mend();
    await frozen;
    // This is longer than the time limit of any command.
    await platform.database.query('SELECT SLEEP(0.5)');
    proxy.mend();
    await listening(3);
    there.channel.publish(SOLD, 1);
    await until(() => Promise.resolve(late.received.length > 0));
  });

  it('has no current subscription while Redis is silent', async () => {
    const here = await open(behindProxy());
    await listening(2);
    proxy.freeze();
    await expect(here.redis.subscriber.ping()).rejects.toThrow('timed out');
  });

  it('calls the other listeners although one throws', async () => {
    const [here, there] = [await open(), await open()];
    await listening(3);
    for (const { channel, received } of [here, there]) {
      channel.subscribe(BACK, () => {
        throw new Error('listener');
      });
      channel.subscribe(BACK, (message) => received.push(message));
    }
    here.channel.publish(BACK, 'first');
    expect(here.received).toEqual(['first']);
    await until(() => Promise.resolve(there.received.length > 0));
    here.channel.publish(BACK, 'second');
    await until(() => Promise.resolve(there.received.length > 1));
    expect(there.received).toEqual(['first', 'second']);
  });

  it('ignores what other programs publish on the same channel', async () => {
    const [here, there] = [await open(), await open()];
    await listening(3);
    const { publisher, prefix } = here.redis;
    for (const text of ['', 'no JSON', 'null', '7', '[]', '{}', `{"topic":7}`]) {
      await publisher.publish(`${prefix}instances`, text);
    }
    await publisher.publish(`${prefix}elsewhere`, JSON.stringify({ from: 'x', topic: SOLD, message: 0 }));
    here.channel.publish(SOLD, 1);
    await until(() => Promise.resolve(there.received.length > 0));
    expect(there.received).toEqual([1]);
  });
});
