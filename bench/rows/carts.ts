import type { Load } from '../rig/load';
import type { Rig } from '../rig/rig';
import { interleaved, ratios, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import { atMost, type Row } from '../row';
import { CONNECTIONS, USERS } from '../rig/order-load';
import { noopSide } from './baselines';

const REQUESTS = 3_000;
const PRODUCTS = 1_000;
const LINES = 20;
const ORDERS = 5;

/** What a buyer's own pages cost, compared with the request alone: a cart of twenty lines, and the summary. */
export const carts: Row = {
  name: 'C27',
  title: 'own pages ÷ a no-op',
  measure: async (rig) => {
    await fill(rig);
    const [cart, summary, noop] = await interleaved(
      rig,
      [side(rig, 'cart', '/api/cart'), side(rig, 'my page', '/api/users/me/summary'), noopSide(rig, REQUESTS)],
      SHORT_ROUNDS,
    );
    return {
      findings: [
        { what: 'CPU: cart of 20 lines', rounds: ratios(cart, noop, 'cpuUs'), target: atMost(1.5) },
        { what: 'CPU: my page', rounds: ratios(summary, noop, 'cpuUs'), target: atMost(1.8) },
      ],
      details: { ...shares('cart', cart), ...shares('my page', summary), ...shares('no-op', noop) },
    };
  },
};

/** Every user has a full page: a cart of twenty lines, as many wishes, and five orders of one line. */
async function fill(rig: Rig): Promise<void> {
  rig.progress(`${USERS} carts of ${LINES} lines`);
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
  await rig.query('INSERT INTO stocks (product_id, quantity) VALUES ?', [ids.map((id) => [id, 1_000])]);
  await rig.query(`INSERT INTO stock_movements (product_id, kind, delta) VALUES ?`, [
    ids.map((id) => [id, 'INCREASE', 1_000]),
  ]);
  const users = Array.from({ length: USERS }, (_, index) => index + 1);
  await rig.query(
    'INSERT INTO users (user_id, email, name, role, state, version) VALUES ? ON DUPLICATE KEY UPDATE version = version',
    [users.map((id) => [id, `buyer-${id}@example.com`, '홍길동', 'USER', 'LIVE', 1])],
  );
  await rig.query('INSERT INTO carts (user_id, version) VALUES ?', [users.map((id) => [id, LINES])]);
  for (let line = 0; line < LINES; line++) {
    const rows = users.map((id) => [id, ((id * LINES + line) % PRODUCTS) + 1]);
    await rig.query('INSERT INTO cart_items (user_id, product_id, quantity, price_seen, version) VALUES ?', [
      rows.map((row) => [...row, 2, 10_000, line + 1]),
    ]);
    await rig.query('INSERT INTO wishes (user_id, product_id) VALUES ?', [rows]);
  }
  for (let order = 0; order < ORDERS; order++) {
    const rows = users.map((id) => ({ orderId: order * USERS + id + 1_000_000, id }));
    await rig.query('INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at) VALUES ?', [
      rows.map(({ orderId, id }) => [orderId, id, 'ORDER_SUCCESS', 1, 10_000, new Date(1e12 + order)]),
    ]);
    await rig.query(
      'INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price) VALUES ?',
      [rows.map(({ orderId, id }) => [orderId, 0, (id % PRODUCTS) + 1, '무선 이어폰', 1, 10_000, 10_000])],
    );
  }
}

function side(rig: Rig, name: string, path: string): Side {
  const tokens = rig.tokens(USERS);
  const load: Load = {
    url: `${rig.server.address}${path}`,
    method: 'GET',
    connections: CONNECTIONS,
    amount: REQUESTS,
    tokens,
  };
  return { name, requests: REQUESTS, run: () => rig.loader.runAll(load, 200) };
}
