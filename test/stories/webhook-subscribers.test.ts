import { DataSource } from 'typeorm';
import type { QueryRunner } from 'typeorm';
import { Metrics } from '#platform/observability/metrics';
import { onStatement } from '../support/statement-listener';
import { hook } from '../support/integrations';
import { openShop, type Shop } from '../support/shop';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { WebhookReceiver } from '../support/webhook-receiver';

const ANYWHERE = { WEBHOOK_PRIVATE_ADDRESSES: 'on' };
const POLLS = 6;

describe('a shop without subscribers', () => {
  it('never reads the outbound tables, neither at rest nor during a sale or a scrape', async () => {
    const shop = await openShop();
    const productId = await shop.stocked(3);
    const statements = statementsOf(shop);
    const { body } = await shop.buyer(1).post('/api/orders/v1', { productId, quantity: 1 }, { Prefer: 'wait=30' });
    await shop.app.get(Metrics, { strict: false }).text();
    // Twice a second each: three times the interval between two refreshes of the subscribers.
    await until(async () => statements.filter((sql) => sql.includes('SELECT DISTINCT handler, owner')).length >= POLLS);
    expect(body.status).toBe('ORDER_SUCCESS');
    expect(statements.filter((sql) => sql.includes('outbound'))).toEqual([]);
    await shop.close();
  });
});

describe('a webhook that was created on another instance', () => {
  let proxy: TcpProxy;
  let shop: Shop;
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    shop = await openShop({ variables: ANYWHERE });
    receiver = await WebhookReceiver.open();
  });
  afterEach(async () => {
    await shop.close();
    await receiver.close();
    await proxy.close();
  });
  const beside = (): Promise<Shop> => {
    const redis = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) };
    return openShop({ variables: { ...ANYWHERE, ...redis }, beside: shop });
  };
  /** Resolves when events of the other instance arrive; those before it knew the webhook may be missing. */
  const receivesFrom = (other: Shop): Promise<unknown> =>
    until(async () => {
      await other.stocked(1);
      return receiver.events.length > 0;
    });

  it.each(['gets the announcement', 'misses the announcement'])(
    'receives the events of an instance that %s',
    async (how) => {
      const other = await beside();
      if (how === 'misses the announcement') proxy.cut();
      await hook(shop, receiver.url, ['stock.changed']);
      await receivesFrom(other);
      await other.close();
    },
  );
});

/** The statements that an instance runs from now on. */
function statementsOf({ app }: Shop): string[] {
  const statements: string[] = [];
  const dataSource = app.get(DataSource, { strict: false });
  const createQueryRunner = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode): QueryRunner => {
    const runner = createQueryRunner(mode);
    onStatement(runner, (sql) => statements.push(sql));
    return runner;
  };
  return statements;
}
