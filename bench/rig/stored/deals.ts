import type { Rig } from '../rig';
import { type Fill, storeProducts, withNumbers } from './products';

const PRICE = 1_000;
/** how many running and ended deals include each product */
const RUNNING = 20;
const ENDED = 200;
/** further products in each running deal */
const OTHERS_OF_A_DEAL = 6;
const OTHER_PRODUCTS = 6_000;

/** Deals with consecutive ids. Their values are SQL expressions of the number of each deal. */
interface Deals {
  readonly first: number;
  readonly count: number;
  readonly products: number;
  readonly discount: (deal: string) => string;
  /** days */
  readonly duration: (deal: string) => string;
  readonly start: (deal: string) => string;
  /** the last announced transition */
  readonly announced: 'OPENED' | 'ENDED';
}

/**
 * Stores products, each in 20 running and 200 ended deals, while `running` deals run in all (a multiple of 20). The
 * running ones include further products too.
 * @returns the id of the first product; the others follow it
 */
export async function storeDeals(rig: Rig, products: number, running: number): Promise<number> {
  const first = await storeProducts(rig, products, PRICE);
  const other = await storeProducts(rig, OTHER_PRODUCTS, PRICE);
  const [now] = await rig.query<{ text: string }>('SELECT CONCAT(UTC_TIMESTAMP(3)) AS text');
  const instant = `TIMESTAMP '${now?.text}'`;
  const ended: Deals = {
    first: 1,
    count: ENDED,
    products,
    discount: (deal) => `(5 + ${deal} % 90)`,
    duration: () => '7',
    start: (deal) => `${instant} - INTERVAL (${deal}) + 8 DAY`,
    announced: 'ENDED',
  };
  const live: Deals = {
    first: 1 + ENDED,
    count: running,
    products: (products * RUNNING) / running + OTHERS_OF_A_DEAL,
    discount: (deal) => `(1 + ${deal} % ${RUNNING} * 4)`,
    duration: (deal) => `(2 + ${deal} % ${RUNNING})`,
    start: () => `${instant} - INTERVAL 1 DAY`,
    announced: 'OPENED',
  };
  rig.progress(`storing ${running} running deals and ${ENDED} ended ones`);
  await withNumbers(rig, Math.max(running * OTHERS_OF_A_DEAL, products * ENDED), async (fill) => {
    await storeRows(fill, ended);
    await storeRows(fill, live);
    await fill(items(ended, `(n DIV ${products})`, `${first} + n % ${products}`), products * ENDED);
    await fill(items(live, `(n % ${running})`, `${first} + n DIV ${RUNNING}`), products * RUNNING);
    const others = items(live, `(n DIV ${OTHERS_OF_A_DEAL})`, `${other} + n % ${OTHER_PRODUCTS}`);
    await fill(others, running * OTHERS_OF_A_DEAL);
  });
  await rig.query('UPDATE hot_deal_signal_counter SET last_seq = (SELECT MAX(seq) FROM hot_deal_signals)');
  await rig.query('ANALYZE TABLE hot_deals, hot_deal_items, hot_deal_signals');
  return first;
}

/** The deals themselves and their signals. */
async function storeRows(fill: Fill, deals: Deals): Promise<void> {
  const { first, count, products, discount, duration, announced } = deals;
  await fill(
    `INSERT INTO hot_deals (event_id, event_type, discount, duration, start_at, end_at, product_count, announced)
     SELECT ${first} + n, 'HOT_DEAL', ${discount('n')}, ${duration('n')}, ${window(deals, 'n')}, ${products},
     '${announced}'`,
    count,
  );
  await fill(
    `INSERT INTO hot_deal_signals (seq, event_id, payload) SELECT ${first} + n, ${first} + n,
     CONCAT('{"seq":', ${first} + n, ',"eventId":', ${first} + n, ',"productCount":${products}}')`,
    count,
  );
}

function items(deals: Deals, deal: string, product: string): string {
  const discount = deals.discount(deal);
  return `INSERT INTO hot_deal_items
      (event_id, product_id, discount, duration, original_price, discount_price, start_at, end_at)
    SELECT ${deals.first} + ${deal}, ${product}, ${discount}, ${deals.duration(deal)}, ${PRICE},
      ${PRICE} * (100 - ${discount}) DIV 100, ${window(deals, deal)}`;
}

/** start_at, end_at */
function window({ start, duration }: Deals, deal: string): string {
  return `${start(deal)}, ${start(deal)} + INTERVAL ${duration(deal)} DAY`;
}
