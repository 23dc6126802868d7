import { createDeal } from '../../test/support/deals';
import type { Load } from '../rig/load';
import type { Rig } from '../rig/rig';
import { interleaved, ratios, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import { zipf } from '../rig/zipf';
import { atMost, type Row } from '../row';
import { CONNECTIONS, USERS } from '../rig/order-load';
import { noopSide } from './baselines';

const REQUESTS = 3_000;
const PRODUCTS = 10_000;
const PRODUCTS_OF_A_SEARCH = 10;
/** Every second product is in a running deal, every sixth in two. */
const DEAL_STEPS = [2, 3];

/** Reads before a purchase, most of them of few products, compared with the request alone. */
export const reads: Row = {
  name: 'C10',
  title: 'reads ÷ a no-op',
  measure: async (rig) => {
    await fillCatalogue(rig);
    const [product, search, noop] = await interleaved(
      rig,
      [productSide(rig), searchSide(rig), noopSide(rig, REQUESTS)],
      SHORT_ROUNDS,
    );
    return {
      findings: [
        { what: 'CPU: product', rounds: ratios(product, noop, 'cpuUs'), target: atMost(1.3) },
        { what: 'CPU: search', rounds: ratios(search, noop, 'cpuUs'), target: atMost(1.3) },
      ],
      details: { ...shares('product', product), ...shares('search-event', search), ...shares('no-op', noop) },
    };
  },
};

async function fillCatalogue(rig: Rig): Promise<void> {
  rig.progress(`${PRODUCTS} products`);
  const ids = Array.from({ length: PRODUCTS }, (_, index) => index + 1);
  await rig.query('INSERT INTO products (product_id, name, description, price, image_url, category) VALUES ?', [
    ids.map((id) => [
      id,
      `무선 이어폰 ${id}`,
      '노이즈 캔슬링, 30시간 재생',
      10_000 + id,
      `https://images.example.com/${id}.jpg`,
      'ELECTRONICS',
    ]),
  ]);
  for (const step of DEAL_STEPS) {
    await createDeal(
      rig.admin,
      ids.filter((id) => id % step === 0),
      { eventDuration: 7 },
    );
  }
}

function productSide(rig: Rig): Side {
  const next = zipf(PRODUCTS);
  const paths = Array.from({ length: REQUESTS }, () => `/api/products/${next()}`);
  return side(rig, 'product', { url: rig.server.address, method: 'GET', paths });
}

function searchSide(rig: Rig): Side {
  const next = zipf(PRODUCTS);
  const bodies = Array.from({ length: REQUESTS }, () => JSON.stringify({ productIds: distinct(next) }));
  return side(rig, 'search-event', { url: `${rig.server.address}/api/event/search-event`, method: 'POST', bodies });
}

function distinct(next: () => number): number[] {
  const drawn = new Set<number>();
  while (drawn.size < PRODUCTS_OF_A_SEARCH) drawn.add(next());
  return [...drawn];
}

function side(rig: Rig, name: string, load: Pick<Load, 'url' | 'method' | 'paths' | 'bodies'>): Side {
  const tokens = rig.tokens(USERS);
  return {
    name,
    requests: REQUESTS,
    run: () => rig.loader.runAll({ ...load, connections: CONNECTIONS, amount: REQUESTS, tokens }, 200),
  };
}
