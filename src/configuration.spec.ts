import { Config } from '#platform/config/config';
import { isAllowedOrigin } from '#platform/config/network';
import { AuthConfig } from './modules/auth/auth.config';
import { NotificationConfig } from './modules/notification/notification.config';
import { OrderConfig } from './modules/order/order.config';
import { OutboundConfig } from './modules/outbound/outbound.config';
import { configFrom } from './configuration';
import { ShippingConfig } from './modules/shipping/shipping.config';

const COMPLETE = {
  DB_HOST: '127.0.0.1',
  DB_USERNAME: 'hotdeal',
  REDIS_HOST: '127.0.0.1',
  SECRET_KEY: 'x'.repeat(32),
};

describe('the configuration', () => {
  it('has a default for everything but addresses, the account and the secret', () => {
    const config = configFrom(COMPLETE);
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
    expect(() => configFrom(bad)).toThrow(/DB_HOST: is not set[^]*SECRET_KEY[^]*PORT[^]*APP_TIMEZONE/);
    expect(() => configFrom(bad)).not.toThrow(/too short and secret/);
  });

  it.each([
    ['a secret of 31 bytes', { SECRET_KEY: 'x'.repeat(31) }],
    ['a port in words', { PORT: 'eighty' }],
    ['a pool of one', { DB_POOL: '1' }],
    ['a name where metrics need an address', { METRICS_HOST: 'prometheus' }],
    ['a collector without a protocol', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
    ['an invalid schema name', { DB_SCHEME: 'hot-deal; DROP' }],
    ['an administrator without a password', { ADMIN_EMAIL: 'admin@example.com' }],
    ['a limit of zero', { RATE_LIMIT_ORDERS: '0' }],
    ['a scale of nothing', { RATE_LIMIT_SCALE: '0' }],
    ['a broker without a port', { KAFKA_BROKERS: 'kafka-1:9092,kafka-2' }],
    ['a login to Kafka without a password', { KAFKA_SASL: 'plain', KAFKA_USERNAME: 'hotdeal' }],
    ['another audience of the catalogue', { CATALOGUE: 'private' }],
    ['an origin without a protocol', { CORS_ORIGINS: 'https://shop.example, shop.example' }],
    ['an origin with a path', { CORS_ORIGINS: 'https://shop.example/' }],
    ['every port of another machine', { CORS_ORIGINS: 'http://shop.example:*' }],
    ['a proxy that is not an address', { TRUST_PROXY: '10.0.0.1, proxy' }],
    ['a network with more bits than an address has', { TRUST_PROXY: '10.0.0.0/33' }],
    ['hops beside addresses', { TRUST_PROXY: '1, 10.0.0.1' }],
    ['a negative number of hops', { TRUST_PROXY: '-1' }],
    ['another word than on and off', { WEBHOOK_PRIVATE_ADDRESSES: 'yes' }],
    ['a page behind a # as the address of the shop', { PUBLIC_URL: 'https://shop.example/#/' }],
    ['a query in the address of the shop', { PUBLIC_URL: 'https://shop.example/?' }],
    ['an address of the shop that no browser opens', { PUBLIC_URL: 'javascript://shop.example' }],
    ['credentials in the address of a provider', { TOSS_API: 'https://key:secret@api.tosspayments.com' }],
    ['a query in the address of a provider', { STRIPE_API: 'https://api.stripe.com/?x=1' }],
    ['a password without an administrator', { ADMIN_PASSWORD: 'password123' }],
  ])('refuses %s', (_, wrong) => {
    expect(() => configFrom({ ...COMPLETE, ...wrong })).toThrow('incomplete or wrong');
  });

  it('names the allowed range of a number', () => {
    const wrong = { PORT: '70000', DB_POOL: '1', RATE_LIMIT_LOGIN_DELAY_S: 'soon' };
    expect(() => configFrom({ ...COMPLETE, ...wrong })).toThrow(
      /DB_POOL: must be a whole number from 2 to 200\n.*PORT: .* from 0 to 65535\n.*_DELAY_S: .* from 1 to 3600\n/,
    );
  });

  it('accepts hops, addresses and networks as trusted proxies', () => {
    for (const given of ['0', '2', '10.0.0.1, 192.168.0.0/16', 'loopback, fd00::/8', '10.0.0.0/255.0.0.0'])
      expect(configFrom({ ...COMPLETE, TRUST_PROXY: given }).trustProxy).toEqual(given.split(', '));
    const { corsOrigins } = configFrom({ ...COMPLETE, CORS_ORIGINS: 'https://shop.example, http://localhost:3000' });
    expect(corsOrigins).toEqual(['https://shop.example', 'http://localhost:3000']);
  });

  it('allows pages of this machine on every port only where it is configured', () => {
    const allowed = ['http://localhost:*', 'http://127.0.0.1:*'];
    expect(configFrom(COMPLETE).corsOrigins).toEqual([]);
    expect(configFrom({ ...COMPLETE, CORS_ORIGINS: allowed.join() }).corsOrigins).toEqual(allowed);
    for (const origin of ['http://localhost:5173', 'http://localhost', 'http://127.0.0.1:3000'])
      expect([origin, isAllowedOrigin(origin, allowed)]).toEqual([origin, true]);
    for (const origin of [
      'https://localhost:5173',
      'http://localhost.shop.example',
      'http://localhost:5173/',
      'null',
      '',
    ])
      expect([origin, isAllowedOrigin(origin, allowed)]).toEqual([origin, false]);
    expect(isAllowedOrigin('http://localhost:5173', ['http://localhost:3000'])).toBe(false);
  });

  it('has no integrations unless they are configured', () => {
    const { kafka, webhooksAnywhere } = configFrom(COMPLETE).section(OutboundConfig);
    expect([kafka, webhooksAnywhere]).toEqual([undefined, false]);
    const login = { KAFKA_SASL: 'scram-sha-512', KAFKA_USERNAME: 'hotdeal', KAFKA_PASSWORD: 'secret' };
    const configured = configFrom({ ...COMPLETE, KAFKA_BROKERS: 'one:9092, two:9093', KAFKA_TLS: 'on', ...login });
    expect(configured.section(OutboundConfig).kafka).toEqual({
      brokers: ['one:9092', 'two:9093'],
      tls: true,
      login: { mechanism: 'scram-sha-512', username: 'hotdeal', password: 'secret' },
    });
  });

  it('cannot be changed', () => {
    const config = configFrom(COMPLETE);
    expect(() => Object.assign(config.lock, { wait: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.section(AuthConfig), { failures: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.section(AuthConfig).delay, { first: 1 })).toThrow(TypeError);
  });

  it('multiplies every limit, but no time, by one number', () => {
    const limitsWith = (variables: Record<string, string>) => {
      const config = configFrom({ ...COMPLETE, ...variables });
      const { passwords, failures, unknownNetworks, delay } = config.section(AuthConfig);
      const { sockets, packets } = config.section(NotificationConfig);
      const { ordersPerMinute } = config.section(OrderConfig);
      const { address } = config.limits;
      return {
        delay,
        limits: { requests: address, passwords, failures, unknownNetworks, ordersPerMinute, packets, ...sockets },
      };
    };
    const usual = limitsWith({});
    const wide = limitsWith({ RATE_LIMIT_SCALE: '1000' });
    const multiplied = Object.entries(usual.limits).map(([name, limit]) => [name, limit * 1_000]);
    expect(wide).toEqual({ delay: usual.delay, limits: Object.fromEntries(multiplied) });
    const narrow = limitsWith({ RATE_LIMIT_SCALE: '0.01', RATE_LIMIT_ORDERS: '7' }).limits;
    expect([narrow.requests, narrow.ordersPerMinute]).toEqual([120, 1]);
  });

  it('refuses a variable that two sections declare', () => {
    expect(() => Config.from(COMPLETE, [OrderConfig, OrderConfig])).toThrow('RATE_LIMIT_ORDERS is declared twice');
  });

  it('ships, delivers and takes back by the clock except in production, unless it is set', () => {
    const { shipAfterMs, deliverAfterMs, returnTakesMs } = configFrom(COMPLETE).section(ShippingConfig);
    expect([shipAfterMs, deliverAfterMs, returnTakesMs]).toEqual([1_800_000, 7_200_000, 86_400_000]);
    const production = { ...COMPLETE, NODE_ENV: 'production' };
    const byHand = { shipAfterMs: null, deliverAfterMs: null, returnTakesMs: null };
    expect(configFrom(production).section(ShippingConfig)).toMatchObject(byHand);
    expect(configFrom({ ...production, SHIP_AFTER_S: '60' }).section(ShippingConfig).shipAfterMs).toBe(60_000);
    expect(configFrom({ ...COMPLETE, SHIP_AFTER_S: 'off' }).section(ShippingConfig).shipAfterMs).toBeNull();
  });

  it('serves the documentation except in production, unless it is set', () => {
    expect(configFrom(COMPLETE).docs).toBe(true);
    expect(configFrom({ ...COMPLETE, NODE_ENV: 'production' }).docs).toBe(false);
    expect(configFrom({ ...COMPLETE, NODE_ENV: 'production', DOCS: 'on' }).docs).toBe(true);
  });
});
