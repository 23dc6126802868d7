import { RedisClients } from '#platform/redis/redis-clients';
import { StreamsAdapterClient } from '../../src/modules/notification/sockets/streams-adapter-client';
import { type TestPlatform, openPlatform } from '../support/platform';

describe('the stream of signals', () => {
  let ground: TestPlatform;
  let stream: string;
  let connection: StreamsAdapterClient;

  beforeAll(async () => {
    ground = await openPlatform();
    const redis = ground.module.get(RedisClients);
    stream = `${redis.prefix}signals`;
    for (const client of [redis.streams, redis.publisher]) {
      if (client.status !== 'ready') await new Promise((ready) => client.once('ready', ready));
    }
    connection = new StreamsAdapterClient(redis, stream);
  });
  afterAll(async () => {
    await ground.module.get(RedisClients).publisher.del(stream);
    await ground.close();
  });

  const write = (text: string) => connection.xadd([stream, '*', 'text', text]);
  const read = async (offset: string): Promise<string[]> => {
    const entries = await connection.xread('BLOCK', 1, 'COUNT', 100, 'STREAMS', stream, offset);
    return (entries?.[0]?.[1] ?? []).map(([, fields]) => fields[1] as string);
  };

  it('is read from where it ended when Redis first answered, however late the first reading', async () => {
    const late = new StreamsAdapterClient(ground.module.get(RedisClients), stream);
    await ground.module.get(RedisClients).streams.ping();
    await write('meanwhile');
    const entries = await late.xread('BLOCK', 1, 'COUNT', 100, 'STREAMS', stream, '$');
    expect(entries?.[0]?.[1].map(([, fields]) => fields[1])).toEqual(['meanwhile']);
  });

  it('is read from where it ended when reading began, also when that found nothing at first', async () => {
    await write('before');
    connection = new StreamsAdapterClient(ground.module.get(RedisClients), stream);
    expect(await read('$')).toEqual([]);
    // Between two polls: nobody is waiting for it.
    const place = await write('between');
    expect(await read('$')).toEqual(['between']);
    await write('after');
    expect(await read(place ?? '')).toEqual(['after']);
  });
});
