import { Config } from './config';

const COMPLETE = {
  DB_HOST: '127.0.0.1',
  DB_USERNAME: 'hotdeal',
  REDIS_HOST: '127.0.0.1',
  SECRET_KEY: 'x'.repeat(32),
};

describe('the configuration', () => {
  it('has a default for everything but addresses, the account and the secret', () => {
    const config = Config.from(COMPLETE);
    expect(config.port).toBe(8080);
    expect(config.timeZone).toBe('Asia/Seoul');
    expect(config.lock).toEqual({ wait: 4000, lease: 2000 });
  });

  it('names everything that is missing or wrong at once, without any value', () => {
    const bad = {
      ...COMPLETE,
      DB_HOST: '',
      SECRET_KEY: 'too short and secret',
      PORT: '99999',
      APP_TIMEZONE: 'Mars/Base',
    };
    expect(() => Config.from(bad)).toThrow(/DB_HOST: is not set[^]*SECRET_KEY[^]*PORT[^]*APP_TIMEZONE/);
    expect(() => Config.from(bad)).not.toThrow(/too short and secret/);
  });

  it.each([
    ['a secret of 31 bytes', { SECRET_KEY: 'x'.repeat(31) }],
    ['a port in words', { PORT: 'eighty' }],
    ['a pool of one', { DB_POOL: '1' }],
    ['a schema name that is none', { DB_SCHEME: 'hot-deal; DROP' }],
    ['an administrator without a password', { ADMIN_EMAIL: 'admin@example.com' }],
    ['a password without an administrator', { ADMIN_PASSWORD: 'password123' }],
  ])('refuses %s', (_, wrong) => {
    expect(() => Config.from({ ...COMPLETE, ...wrong })).toThrow('incomplete or wrong');
  });

  it('cannot be changed', () => {
    const config = Config.from(COMPLETE);
    expect(() => Object.assign(config.lock, { wait: 1 })).toThrow(TypeError);
  });

  it('serves the documentation except in production, unless told otherwise', () => {
    expect(Config.from(COMPLETE).docs).toBe(true);
    expect(Config.from({ ...COMPLETE, NODE_ENV: 'production' }).docs).toBe(false);
    expect(Config.from({ ...COMPLETE, NODE_ENV: 'production', DOCS: 'on' }).docs).toBe(true);
  });
});
