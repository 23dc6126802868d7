import { Logger } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { describeWithKafka, MockKafka } from '../support/kafka';
import { KafkaProxy } from '../support/kafka-proxy';
import { makeAllDue, hook, storiesOf, waiting } from '../support/integrations';
import type { Login } from '../support/sasl-server';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';
import { WebhookReceiver } from '../support/webhook-receiver';

const LOGINS: readonly Login[] = [
  { mechanism: 'plain', username: 'shop', password: 'pässword,=' },
  { mechanism: 'scram-sha-256', username: 'shop,=1', password: 'password' },
  { mechanism: 'scram-sha-512', username: 'shop', password: 'password' },
];

const openWith = (proxy: KafkaProxy, { mechanism, username, password }: Login): Promise<Shop> =>
  openShop({
    variables: {
      KAFKA_BROKERS: `127.0.0.1:${proxy.port}`,
      KAFKA_SASL: mechanism,
      KAFKA_USERNAME: username,
      KAFKA_PASSWORD: password,
      WEBHOOK_PRIVATE_ADDRESSES: 'on',
    },
  });

describeWithKafka('a Kafka that wants a login', () => {
  let kafka: MockKafka;
  beforeEach(async () => {
    kafka = await MockKafka.open();
  });
  afterEach(() => kafka.close());

  it.each(LOGINS.map((login) => [login.mechanism, login] as const))('by %s receives events', async (_, login) => {
    const proxy = await KafkaProxy.to(kafka.address, { login });
    const shop = await openWith(proxy, login);
    const productId = await shop.stocked(1);
    await until(async () => (await waiting(shop)) === 0);
    await shop.close();
    await proxy.close();
    expect((await kafka.read('inventory-events')).map(({ event }) => event.aggregateId)).toEqual([productId]);
    expect(new Set(proxy.logins)).toEqual(new Set(['accepted']));
  });

  it('receives nothing under a wrong password, which delays neither webhooks nor orders', async () => {
    const [, , login] = LOGINS as [Login, Login, Login];
    const proxy = await KafkaProxy.to(kafka.address, { login: { ...login, password: 'changed since' } });
    const warn = jest.spyOn(Logger.prototype, 'warn');
    const shop = await openWith(proxy, login);
    const receiver = await WebhookReceiver.open();
    await hook(shop, receiver.url, ['order.placed', 'order.settled']);
    const productId = await shop.stocked(3);
    await until(async () => proxy.logins.length > 1 && warn.mock.calls.length > 0);
    // Once, and without the password.
    const said = warn.mock.calls.map(([line]) => [line.msg, line.err?.message]);
    const warnings = JSON.stringify(said.filter(([message]) => message.startsWith('Subscriber')));
    expect(warnings).toBe(
      JSON.stringify([
        [
          'Subscriber 1 is unavailable; sending will be retried',
          'SASL SCRAM SHA512 authentication failed: Authentication failed',
        ],
      ]),
    );
    const { body: order } = await shop
      .buyer(1)
      .post('/api/orders/v1', { productId, quantity: 1 }, { Prefer: 'wait=30' });
    expect(order.status).toBe('ORDER_SUCCESS');
    await until(async () => receiver.events.length === 2);
    expect(new Set(proxy.logins)).toEqual(new Set(['refused']));
    // The stock filled, the order placed, the stock taken, the order settled, and completed: Kafka's, once the webhook's are stored as sent.
    await until(async () => (await waiting(shop)) === 5);
    expect(await shop.app.get(Metrics, { strict: false }).text()).toContain(
      'hotdeal_outbound_events{receiver="kafka"} 5',
    );
    proxy.requireLogin(login);
    await until(async () => {
      await makeAllDue(shop);
      return (await waiting(shop)) === 0;
    });
    const orders = (await kafka.read('order-events')).map(({ event }) => event);
    expect(storiesOf(orders)).toEqual(new Map([[order.orderId, ['order.placed', 'order.settled']]]));
    await shop.close();
    await receiver.close();
    await proxy.close();
  });
});
