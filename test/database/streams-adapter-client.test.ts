import { RedisClients } from '#platform/redis/redis-clients';
import { StreamsAdapterClient } from '../../src/modules/notification/sockets/streams-adapter-client';
import { type TestPlatform, openPlatform } from '../support/platform';

describe('the Redis client of the streams adapter', () => {
  let platform: TestPlatform;
  let stream: string;
  let client: StreamsAdapterClient;

  beforeAll(async () => {
    platform = await openPlatform();
    const redis = platform.module.get(RedisClients);
    stream = `${redis.prefix}signals`;
    for (const one of [redis.streams, redis.publisher]) {
      if (one.status !== 'ready') await new Promise((ready) => one.once('ready', ready));
    }
    client = new StreamsAdapterClient(redis, stream);
  });
  afterAll(async () => {
    await platform.module.get(RedisClients).publisher.del(stream);
    await platform.close();
  });

  const write = (text: string) => client.xadd([stream, '*', 'text', text]);
  const read = async (offset: string): Promise<string[]> => {
    const entries = await client.xread('BLOCK', 1, 'COUNT', 100, 'STREAMS', stream, offset);
    return (entries?.[0]?.[1] ?? []).map(([, fields]) => fields[1] as string);
  };

  it('reads from the end of the stream at the first answer of Redis, however late the first read', async () => {
    const late = new StreamsAdapterClient(platform.module.get(RedisClients), stream);
    await platform.module.get(RedisClients).streams.ping();
    await write('meanwhile');
    const entries = await late.xread('BLOCK', 1, 'COUNT', 100, 'STREAMS', stream, '$');
    expect(entries?.[0]?.[1].map(([, fields]) => fields[1])).toEqual(['meanwhile']);
  });

  it('reads from the end of the stream at the first read, also when that read finds nothing', async () => {
    await write('before');
    client = new StreamsAdapterClient(platform.module.get(RedisClients), stream);
    expect(await read('$')).toEqual([]);
    // Written between two polls, while no read is waiting.
    const offset = await write('between');
    expect(await read('$')).toEqual(['between']);
    await write('after');
    expect(await read(offset ?? '')).toEqual(['after']);
  });
});
