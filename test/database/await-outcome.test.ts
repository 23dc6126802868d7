import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { RedisClients } from '#platform/redis/redis-clients';
import { OrderQueries } from '../../src/modules/order/persistence/order.queries';
import { OrderOutcomeChannel } from '../../src/modules/order/persistence/order-outcome-channel';
import { AwaitOutcome } from '../../src/modules/order/use-cases/await-outcome';
import { type TestPlatform, openPlatform } from '../support/platform';
import { until } from '../support/until';

const MOST_WAITING = 10_000;
const A_MINUTE = 60_000;

/** Answers only when it is let go. */
class SlowQueries extends OrderQueries {
  asked = 0;
  letGo = (): void => undefined;
  private readonly gone = new Promise<void>((done) => (this.letGo = done));

  override async decidedOf(orderIds: readonly number[]): Promise<number[]> {
    this.asked++;
    await this.gone;
    return [...orderIds];
  }
}

describe('who waits for a decision', () => {
  let ground: TestPlatform;
  let decisions: AwaitOutcome;
  let queries: SlowQueries;
  beforeAll(async () => {
    ground = await openPlatform({
      providers: [AwaitOutcome, OrderOutcomeChannel, { provide: OrderQueries, useClass: SlowQueries }],
    });
    decisions = ground.module.get(AwaitOutcome);
    queries = ground.module.get<SlowQueries>(OrderQueries);
  });
  afterAll(() => ground.close());

  it('is one of ten thousand; the next is not kept, and the first place that is free is had again', async () => {
    let ended = 0;
    const wait = (orderId: number): Promise<number> => decisions.until(orderId, A_MINUTE).then(() => ended++);
    const waiting = Array.from({ length: MOST_WAITING }, (_, orderId) => wait(orderId));
    await wait(MOST_WAITING);
    expect(ended).toBe(1);
    ground.module.get(InstanceChannel).tell('order.settled', [0]);
    await waiting[0];
    expect(ended).toBe(2);
    waiting.push(wait(0));
    await wait(MOST_WAITING);
    expect(ended).toBe(3);
    ground.module.get(GracefulShutdown).begin();
    await Promise.all(waiting);
    ground.module.get(GracefulShutdown)['started'] = false;
  });

  it('learns the end from this instance itself, and from another only that there is something to see', async () => {
    const beside = await openPlatform({ beside: ground, providers: [OrderOutcomeChannel] });
    const { subscriber } = ground.module.get(RedisClients);
    await until(() => Promise.resolve(subscriber.status === 'ready'));
    const end = { orderId: 5, status: 'ORDER_FAILURE', failureReason: 'INSUFFICIENT_STOCK' } as const;
    const here = decisions.until(5, A_MINUTE);
    ground.module.get(OrderOutcomeChannel).publish([{ ...end, orderId: 4 }, end]);
    expect(await here).toEqual(end);
    const elsewhere = decisions.until(5, A_MINUTE);
    let woken = false;
    void elsewhere.then(() => (woken = true));
    await until(() => {
      beside.module.get(OrderOutcomeChannel).publish([end]);
      return Promise.resolve(woken);
    });
    expect(await elsewhere).toBeUndefined();
    await beside.close();
  });

  it('is asked for by one question at a time, however long the database does not answer', async () => {
    const waiting = decisions.until(1, A_MINUTE);
    await until(() => Promise.resolve(queries.asked > 0));
    for (let second = 0; second < 3; second++) await decisions['ask']();
    expect(queries.asked).toBe(1);
    queries.letGo();
    await waiting;
  });
});
