import type { Rig } from '../rig/rig';
import { interleaved, ratios, shares, type Side } from '../rig/rounds';
import { storeDeals } from '../rig/stored/deals';
import { keepOnly, type StoredOrders, storeOrders } from '../rig/stored/orders';
import { atMost, type Details, type Finding, type Row } from '../row';
import { CONNECTIONS } from '../rig/order-load';
import { orderSide } from './order-completed';

const ORDERS = { small: 1_000, large: 1_000_000 };
/** Each product is in 20 running deals, so this is the smallest possible number. */
const RUNNING_DEALS = { small: 20, large: 10_000 };
const ORDERS_OF_A_ROUND = 8_000;
const UNITS = 1_000_000;
const PRODUCTS = 2_000;
const SEARCHES_OF_A_ROUND = 5_000;
const PRODUCTS_OF_A_SEARCH = 10;

interface Shops {
  readonly small: Rig;
  readonly large: Rig;
}

interface Measured {
  readonly finding: Finding;
  readonly details: Details;
}

/**
 * Two shops on one database with its default buffer pool, into which the rows of the large shop do not fit. Each round
 * of orders starts with the stored ones only.
 */
export const growth: Row = {
  name: 'C7',
  title: '1,000,000 stored orders ÷ 1,000; 10,000 running deals ÷ 20',
  measure: async (rig) => {
    const shops = { small: rig, large: await rig.neighbour('large') };
    const orders = await ordersGrow(shops);
    const searches = await searchesGrow(shops);
    return { findings: [orders.finding, searches.finding], details: { ...orders.details, ...searches.details } };
  },
};

async function ordersGrow(shops: Shops): Promise<Measured> {
  const sides: Side[] = [];
  for (const size of ['small', 'large'] as const) {
    const stored = await storeOrders(shops[size], ORDERS[size]);
    sides.push(await storedOrdersSide(shops[size], stored));
  }
  const [small, large] = await interleaved(shops.small, sides);
  return {
    finding: { what: 'order, CPU', rounds: ratios(large, small, 'cpuUs'), target: atMost(1.15) },
    details: {
      ...shares('order at 1,000', small),
      ...shares('order at 1,000,000', large),
      'tables of the large shop, MiB': await mebibytes(shops.large),
      'buffer pool, MiB': await bufferPool(shops.large),
    },
  };
}

async function storedOrdersSide(rig: Rig, stored: StoredOrders): Promise<Side> {
  const productId = await rig.stock(UNITS);
  const count = stored.end - stored.first;
  const [counted] = await rig.query<{ number: number }>('SELECT COUNT(*) AS number FROM orders');
  if (counted?.number !== count) throw new Error(`${counted?.number} orders are stored instead of ${count}`);
  return {
    ...orderSide(rig, productId, ORDERS_OF_A_ROUND),
    name: `order at ${count}`,
    rig,
    between: () => keepOnly(rig, stored, productId),
  };
}

async function searchesGrow(shops: Shops): Promise<Measured> {
  const sides: Side[] = [];
  for (const size of ['small', 'large'] as const) {
    const first = await storeDeals(shops[size], PRODUCTS, RUNNING_DEALS[size]);
    await assertDeals(shops[size], first, RUNNING_DEALS[size]);
    sides.push(searchSide(shops[size], `search at ${RUNNING_DEALS[size]}`, first));
  }
  const [small, large] = await interleaved(shops.small, sides);
  return {
    finding: { what: 'search, CPU', rounds: ratios(large, small, 'cpuUs'), target: atMost(1.15) },
    details: { ...shares('search at 20', small), ...shares('search at 10,000', large) },
  };
}

/** Searches for ten random products: each is read often enough to stay in the cache, where it lives for a second. */
function searchSide(rig: Rig, name: string, first: number): Side {
  const randomProduct = (): number => first + Math.floor(Math.random() * PRODUCTS);
  const bodies = Array.from({ length: 2_000 }, () => {
    const productIds = new Set<number>();
    while (productIds.size < PRODUCTS_OF_A_SEARCH) productIds.add(randomProduct());
    return JSON.stringify({ productIds: [...productIds] });
  });
  return {
    name,
    rig,
    requests: SEARCHES_OF_A_ROUND,
    run: () =>
      rig.loader.runAll(
        {
          url: `${rig.server.address}/api/event/search-event`,
          method: 'POST',
          connections: CONNECTIONS,
          amount: SEARCHES_OF_A_ROUND,
          tokens: rig.tokens(1_000),
          bodies,
        },
        200,
      ),
  };
}

/** @throws unless the deals run and the best one is found */
async function assertDeals(rig: Rig, productId: number, running: number): Promise<void> {
  const [deals] = await rig.query<{ number: number }>(
    'SELECT COUNT(*) AS number FROM hot_deals WHERE start_at <= UTC_TIMESTAMP(3) AND end_at > UTC_TIMESTAMP(3)',
  );
  const items = await rig.query<{ number: number }>(
    'SELECT COUNT(*) AS number FROM hot_deal_items WHERE product_id = ? GROUP BY end_at > UTC_TIMESTAMP(3) ORDER BY 1',
    [productId],
  );
  const { body } = await rig.admin.post('/api/event/search-event', { productIds: [productId] });
  const counts = `${deals?.number} ${items.map(({ number }) => number).join(' ')} ${body[0]?.discountPrice}`;
  if (counts !== `${running} 20 200 230`) throw new Error(`Unexpected deals: ${counts}`);
}

async function mebibytes(rig: Rig): Promise<number> {
  const [size] = await rig.query<{ size: string }>(
    `SELECT SUM(data_length + index_length) AS size FROM information_schema.tables WHERE table_schema = DATABASE()`,
  );
  return Math.round(Number(size?.size) / 2 ** 20);
}

async function bufferPool(rig: Rig): Promise<number> {
  const [size] = await rig.query<{ size: number }>('SELECT @@innodb_buffer_pool_size AS size');
  return Math.round(Number(size?.size) / 2 ** 20);
}
