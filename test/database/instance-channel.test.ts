import { InstanceChannel } from '#platform/redis/instance-channel';
import { RedisClients } from '#platform/redis/redis-clients';
import { type TestPlatform, openPlatform } from '../support/platform';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const SOLD = 'lamp.sold';
const BACK = 'lamp.back';

/** One instance, and what it heard. */
interface Ear {
  readonly ground: TestPlatform;
  readonly channel: InstanceChannel;
  readonly redis: RedisClients;
  readonly heard: unknown[];
}

describe('the instance channel', () => {
  let proxy: TcpProxy;
  let ground: TestPlatform;
  let ears: Ear[];
  let unhandled: unknown[];
  const note = (reason: unknown): unknown => unhandled.push(reason);

  const ear = async (variables: Record<string, string> = {}): Promise<Ear> => {
    const opened = await openPlatform({ beside: ground, variables });
    opened.module.useLogger(false);
    const channel = opened.module.get(InstanceChannel);
    const heard: unknown[] = [];
    channel.subscribe(SOLD, (message) => heard.push(message));
    const one = { ground: opened, channel, redis: opened.module.get(RedisClients), heard };
    ears.push(one);
    return one;
  };
  const behindProxy = () => ({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) });
  /** Until this many instances listen to each other; the one that the schema belongs to among them. */
  const listening = (number: number): Promise<boolean> => {
    const { publisher, prefix } = ground.module.get(RedisClients);
    return until(async () => (await publisher.pubsub('NUMSUB', `${prefix}instances`))[1] === number);
  };
  const ready = (one: Ear): Promise<boolean> => until(() => Promise.resolve(one.redis.publisher.status === 'ready'));

  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    ground = await openPlatform();
  });
  beforeEach(() => {
    ears = [];
    unhandled = [];
    process.on('unhandledRejection', note);
  });
  afterEach(async () => {
    proxy.mend();
    await Promise.all(ears.map((one) => one.ground.close()));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
  afterAll(async () => {
    await ground.close();
    await proxy.close();
  });

  it('calls local listeners before publish returns, those of other instances over Redis, and each once', async () => {
    const [here, there] = [await ear(), await ear()];
    const answered = new Promise<void>((done) => here.channel.subscribe(BACK, () => done()));
    there.channel.subscribe(SOLD, () => there.channel.publish(BACK, null));
    await listening(3);
    here.channel.publish(SOLD, { lamp: 1 });
    expect(here.heard).toEqual([{ lamp: 1 }]);
    // Whoever hears the answer has heard the echo of the question, which was published before.
    await answered;
    expect(here.heard).toEqual([{ lamp: 1 }]);
    expect(there.heard).toEqual([{ lamp: 1 }]);
  });

  it('calls only the listeners of the topic', async () => {
    const here = await ear();
    here.channel.publish('vase.sold', 1);
    expect(here.heard).toEqual([]);
  });

  it('calls local listeners while Redis is away, and all again afterwards', async () => {
    const [here, there] = [await ear(behindProxy()), await ear()];
    await listening(3);
    proxy.cut();
    await listening(2);
    await until(() => Promise.resolve(here.redis.publisher.status !== 'ready'));
    here.channel.publish(SOLD, 1);
    there.channel.publish(SOLD, 2);
    expect(here.heard).toEqual([1]);
    proxy.mend();
    await listening(3);
    await ready(here);
    here.channel.publish(SOLD, 3);
    await until(() => Promise.resolve(there.heard.includes(3)));
    there.channel.publish(SOLD, 4);
    await until(() => Promise.resolve(here.heard.includes(4)));
    expect(here.heard).toEqual([1, 3, 4]);
    expect(there.heard).toEqual([2, 3, 4]);
  });

  it('reaches an instance that started long before Redis did', async () => {
    proxy.cut();
    const [late, there] = [await ear(behindProxy()), await ear()];
    let attempts = 0;
    // The pauses between the first six attempts are 750 ms together: what waits has waited too long by then.
    await new Promise<void>((done) => {
      late.redis.subscriber.on('reconnecting', () => ++attempts === 6 && done());
    });
    proxy.mend();
    await listening(3);
    there.channel.publish(SOLD, 1);
    await until(() => Promise.resolve(late.heard.length > 0));
    expect(late.heard).toEqual([1]);
  });

  it('reaches an instance whose Redis froze just after it had come back', async () => {
    const [late, there] = [await ear(behindProxy()), await ear()];
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
    // Longer than any command is waited for.
    await ground.database.query('SELECT SLEEP(0.5)');
    proxy.mend();
    await listening(3);
    there.channel.publish(SOLD, 1);
    await until(() => Promise.resolve(late.heard.length > 0));
  });

  it('has no current subscription while Redis is silent', async () => {
    const here = await ear(behindProxy());
    await listening(2);
    proxy.freeze();
    await expect(here.redis.subscriber.ping()).rejects.toThrow('timed out');
  });

  it('calls the other listeners although one throws', async () => {
    const [here, there] = [await ear(), await ear()];
    await listening(3);
    for (const { channel, heard } of [here, there]) {
      channel.subscribe(BACK, () => {
        throw new Error('listener');
      });
      channel.subscribe(BACK, (message) => heard.push(message));
    }
    here.channel.publish(BACK, 'first');
    expect(here.heard).toEqual(['first']);
    await until(() => Promise.resolve(there.heard.length > 0));
    here.channel.publish(BACK, 'second');
    await until(() => Promise.resolve(there.heard.length > 1));
    expect(there.heard).toEqual(['first', 'second']);
  });

  it('ignores what other programs publish on the same channel', async () => {
    const [here, there] = [await ear(), await ear()];
    await listening(3);
    const { publisher, prefix } = here.redis;
    for (const text of ['', 'no JSON', 'null', '7', '[]', '{}', `{"topic":7}`]) {
      await publisher.publish(`${prefix}instances`, text);
    }
    await publisher.publish(`${prefix}elsewhere`, JSON.stringify({ from: 'x', topic: SOLD, message: 0 }));
    here.channel.publish(SOLD, 1);
    await until(() => Promise.resolve(there.heard.length > 0));
    expect(there.heard).toEqual([1]);
  });
});
