import { AccessTokens } from '#platform/security/access-tokens';
import { SendToSubscribers } from '../../src/modules/outbound/use-cases/send-to-subscribers';
import { freePort } from '../servers/servers';
import { type Caller, callerAt } from '../support/caller';
import { describeWithKafka, MockKafka } from '../support/kafka';
import { makeAllDue, hook, storiesOf, waiting } from '../support/integrations';
import { ShopProcess } from '../support/shop-process';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';
import { type ReceivedEvent, WebhookReceiver } from '../support/webhook-receiver';

const ORDERS = 60;
const RECEIVED_BEFORE_KILL = 15;

describeWithKafka('a process that is killed while it sends events', () => {
  let started: ShopProcess | undefined;
  afterEach(() => started?.kill());

  it('loses no event and no order of events: another instance continues to Kafka and to a webhook', async () => {
    const kafka = await MockKafka.open();
    const receiver = await WebhookReceiver.open();
    const variables = { KAFKA_BROKERS: kafka.address, WEBHOOK_PRIVATE_ADDRESSES: 'on' };
    const loginShop = await openShop({ variables });
    await hook(loginShop, receiver.url);
    const productId = await loginShop.stocked(ORDERS / 2);
    // This instance only serves logins: the other one sends.
    await loginShop.app.get(SendToSubscribers, { strict: false }).beforeApplicationShutdown();
    await loginShop.database.execute(`UPDATE outbound_subscribers SET owner = ''`);
    const killedShop = (started = await ShopProcess.start(await freePort(), {
      ...variables,
      DB_SCHEME: loginShop.scheme,
      SECRET_KEY: 'a key for the tests, of more than thirty-two bytes',
    }));
    const before = receiver.requests.length;
    const body = { productId, quantity: 1 };
    const orders = Array.from({ length: ORDERS }, (_, index) =>
      buyerAt(killedShop.address, loginShop, index + 1)
        .post('/api/orders/v1', body)
        .catch(() => undefined),
    );
    await until(async () => receiver.requests.length >= before + RECEIVED_BEFORE_KILL);
    await killedShop.kill();
    const unsent = await waiting(loginShop);
    await Promise.all(orders);
    await loginShop.database.execute('DELETE FROM instances');

    const nextShop = await openShop({ variables, beside: loginShop });
    await until(async () => {
      await nextShop.bus.drain();
      await makeAllDue(nextShop);
      const open = await nextShop.database.query(`SELECT order_id FROM orders WHERE status = 'ORDER_BEFORE'`);
      return open.length === 0 && (await waiting(nextShop)) === 0;
    });
    const placed = await nextShop.database.query<{ id: number }>('SELECT order_id AS id FROM orders');
    const expected = new Map(placed.map(({ id }) => [id, ['order.placed', 'order.settled']]));
    const ofKafka = once((await kafka.read('order-events')).map(({ event }) => event));
    const sorted = (stories: Map<number, string[]>) => [...stories].sort(([one], [other]) => one - other);
    await nextShop.close();
    await loginShop.close();
    await receiver.close();
    await kafka.close();

    expect(unsent).toBeGreaterThan(0);
    expect(placed.length).toBeGreaterThan(0);
    expect(sorted(storiesOf(receiver.events))).toEqual(sorted(expected));
    expect(sorted(storiesOf(ofKafka))).toEqual(sorted(expected));
  });
});

function buyerAt(address: string, shop: Shop, userId: number): Caller {
  const login = { userId, role: 'USER', sessionId: `login-of-${userId}`, generation: 0 } as const;
  return callerAt(address, shop.app.get(AccessTokens).sign(login).token);
}

/** Each event once, in the order of its first arrival. */
function once(events: readonly ReceivedEvent[]): ReceivedEvent[] {
  return [...new Map(events.toReversed().map((event) => [event.id, event])).values()].toReversed();
}
