import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { RedisClients } from '#platform/redis/redis-clients';
import { OrderQueries } from '../../src/modules/order/persistence/order.queries';
import { OrderOutcomeChannel } from '../../src/modules/order/persistence/order-outcome-channel';
import { type TestPlatform, openPlatform } from '../support/platform';
import { until } from '../support/until';

const MAX_WAITERS = 10_000;
const ONE_MINUTE = 60_000;

/** Answers only after `release`. */
class SlowQueries extends OrderQueries {
  calls = 0;
  release = (): void => undefined;
  private readonly released = new Promise<void>((resolve) => (this.release = resolve));

  override async decidedOf(orderIds: readonly number[]): Promise<number[]> {
    this.calls++;
    await this.released;
    return [...orderIds];
  }
}

describe('a request that waits for the outcome of its order', () => {
  let platform: TestPlatform;
  let waiters: OrderOutcomeChannel;
  let queries: SlowQueries;
  beforeAll(async () => {
    platform = await openPlatform({
      providers: [OrderOutcomeChannel, { provide: OrderQueries, useClass: SlowQueries }],
    });
    waiters = platform.module.get(OrderOutcomeChannel);
    queries = platform.module.get<SlowQueries>(OrderQueries);
  });
  afterAll(() => platform.close());

  it('returns at once while ten thousand others wait, and waits again as soon as one of them is done', async () => {
    let returned = 0;
    const wait = (orderId: number): Promise<number> => waiters.wait(orderId, ONE_MINUTE).then(() => returned++);
    const waiting = Array.from({ length: MAX_WAITERS }, (_, orderId) => wait(orderId));
    await wait(MAX_WAITERS);
    expect(returned).toBe(1);
    platform.module.get(InstanceChannel).publish('order.settled', [0]);
    await waiting[0];
    expect(returned).toBe(2);
    waiting.push(wait(0));
    await wait(MAX_WAITERS);
    expect(returned).toBe(3);
    platform.module.get(GracefulShutdown).begin();
    await Promise.all(waiting);
    platform.module.get(GracefulShutdown)['started'] = false;
  });

  it('gets the outcome that this instance committed, and only a wake-up from another instance', async () => {
    const beside = await openPlatform({ beside: platform, providers: [OrderOutcomeChannel, OrderQueries] });
    const { subscriber } = platform.module.get(RedisClients);
    await until(() => Promise.resolve(subscriber.status === 'ready'));
    const outcome = { orderId: 5, status: 'ORDER_FAILURE', failureReason: 'INSUFFICIENT_STOCK' } as const;
    const here = waiters.wait(5, ONE_MINUTE);
    platform.module.get(OrderOutcomeChannel).publish([{ ...outcome, orderId: 4 }, outcome]);
    expect(await here).toEqual(outcome);
    const elsewhere = waiters.wait(5, ONE_MINUTE);
    let woken = false;
    void elsewhere.then(() => (woken = true));
    await until(() => {
      beside.module.get(OrderOutcomeChannel).publish([outcome]);
      return Promise.resolve(woken);
    });
    expect(await elsewhere).toBeUndefined();
    await beside.close();
  });

  it('is looked up by one query at a time, however long the database takes', async () => {
    const waiting = waiters.wait(1, ONE_MINUTE);
    await until(() => Promise.resolve(queries.calls > 0));
    for (let second = 0; second < 3; second++) void waiters['polling'].run();
    expect(queries.calls).toBe(1);
    queries.release();
    await waiting;
  });
});
