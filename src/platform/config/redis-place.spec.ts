import { Config } from './config';

const COMPLETE = { DB_HOST: '127.0.0.1', DB_USERNAME: 'hotdeal', SECRET_KEY: 'x'.repeat(32) };
const redisOf = (url: string) => Config.from({ ...COMPLETE, REDIS_URL: url }).redis;
const nodesOf = (nodes: string) => Config.from({ ...COMPLETE, REDIS_HOST: 'redis', REDLOCK_NODES: nodes }).lockNodes;

describe('where Redis is', () => {
  it('is set by host, port and password, or by a URL, which takes precedence', () => {
    const told = { ...COMPLETE, REDIS_HOST: 'redis', REDIS_PORT: '7000', REDIS_PASSWORD: 'p' };
    expect(Config.from(told).redis).toMatchObject({
      kind: 'one',
      nodes: [{ host: 'redis', port: 7000 }],
      password: 'p',
      tls: false,
    });
    expect(Config.from({ ...told, REDIS_URL: 'redis://other' }).redis.nodes).toEqual([{ host: 'other', port: 6379 }]);
    expect(() => Config.from(COMPLETE)).toThrow('REDIS_HOST: is not set');
  });

  it.each([
    ['redis://h', { kind: 'one', nodes: [{ host: 'h', port: 6379 }], db: 0, tls: false }],
    ['rediss://u:p%40ss@h:1/3', { kind: 'one', username: 'u', password: 'p@ss', db: 3, tls: true }],
    ['redis://secret@h', { username: '', password: 'secret' }],
    ['redis://:secret@h', { username: '', password: 'secret' }],
    ['redis://[::1]:7', { nodes: [{ host: '::1', port: 7 }] }],
    [
      'redis-sentinel://:p@a,b:5/shop?sentinelPassword=s',
      {
        kind: 'sentinel',
        nodes: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 5 },
        ],
        master: 'shop',
        password: 'p',
        sentinelPassword: 's',
      },
    ],
    [
      'rediss-cluster://a:7000, b:7001',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 7000 },
          { host: 'b', port: 7001 },
        ],
        tls: true,
      },
    ],
  ])('is read from %s', (url, place) => {
    expect(redisOf(url)).toMatchObject(place);
  });

  it.each([
    'h:6379',
    'http://h',
    'redis://',
    'redis://a,b',
    'redis://h:0',
    'redis://h:70000',
    'redis://h/name',
    'redis://p%zz@h',
    'redis://h?sentinelPassword=s',
    'redis-sentinel://a:26379',
    'redis-cluster://a:1,,b:2',
    'redis-cluster://a:1/1',
  ])('is not read from %s, whose secrets are not repeated', (url) => {
    expect(() => redisOf(url)).toThrow(/REDIS_URL: must be/);
    expect(() => redisOf(url)).not.toThrow(/zz|=s/);
  });

  it('accepts an odd number of servers for locks, or none', () => {
    expect(
      nodesOf('a:1, redis://:p@b:2/4,rediss://c').map(({ nodes: [node], db }) => [node?.host, node?.port, db]),
    ).toEqual([
      ['a', 1, 0],
      ['b', 2, 4],
      ['c', 6379, 0],
    ]);
    expect(nodesOf('')).toEqual([]);
    for (const wrong of ['a,b', 'a:1,b:1,a:1', 'redis-cluster://a', 'a,,b', 'a/x']) {
      expect(() => nodesOf(wrong)).toThrow('REDLOCK_NODES: must be an odd number');
    }
  });

  it('takes from the database what is not set for the replica', () => {
    const told = { ...COMPLETE, REDIS_HOST: 'redis', DB_PORT: '3307', DB_PASSWORD: 'p' };
    expect(Config.from(told).replica).toBeUndefined();
    const { database, replica } = Config.from({ ...told, DB_REPLICA_HOST: 'copy', DB_REPLICA_POOL: '4' });
    expect(replica).toEqual({ ...database, host: 'copy', pool: 4, maxLag: 5_000 });
    expect(() => Config.from({ ...told, DB_REPLICA_HOST: 'copy', DB_REPLICA_MAX_LAG_S: '1' })).toThrow(
      'DB_REPLICA_MAX_LAG_S',
    );
  });
});
