import { send } from '../../test/support/reply';
import { ADMINISTRATOR } from '../../test/support/logins';
import { BareInsert } from '../comparisons/bare-insert';
import { median, quotients } from '../rig/figures';
import type { Rig } from '../rig/rig';
import { atMost, type Row } from '../row';

const PRODUCTS = 10_000;
const PAIRS = 20;
/** Rounds that warm up; their deals stay, so that no insert goes into an empty table. */
const STANDING_DEALS = 8;
const COLUMNS = 'event_id product_id discount duration original_price discount_price start_at end_at'.split(' ');
/** Added to the ids of the deals, so that these rows too come after all others. */
const BARE = 1_000_000;

/** A deal of many products, from the first byte of the request to the last byte of the answer. */
export const dealCreated: Row = {
  name: 'C4',
  title: 'a deal of 10,000 products ÷ one bare insert of its rows',
  measure: async (rig) => {
    const productIds = await createProducts(rig);
    const bare = await BareInsert.open(rig.database.port, rig.server.scheme);
    const times = { request: [] as number[], insert: [] as number[] };
    try {
      for (let pair = 1 - STANDING_DEALS; pair <= PAIRS; pair++) {
        rig.progress(pair > 0 ? `pair ${pair} of ${PAIRS}` : 'warming up');
        const body = dealOf(productIds);
        const deal = await timed(rig, () => createDeal(rig, body));
        const statement = bare.statement('hot_deal_items', COLUMNS, await bareItems(rig, deal.result));
        if (pair > 0) await removeDeal(rig, deal.result);
        const insert = await timed(rig, () => bare.run(statement));
        await rig.query('DELETE FROM hot_deal_items WHERE event_id = ?', [deal.result + BARE]);
        if (pair <= 0) continue;
        times.request.push(deal.ms);
        times.insert.push(insert.ms);
      }
    } finally {
      await bare.close();
    }
    const ratios = quotients(times.request, times.insert);
    return {
      findings: [{ what: 'wall', rounds: ratios, target: atMost(2.5) }],
      details: {
        'request, ms': Math.round(median(times.request)),
        'insert, ms': Math.round(median(times.insert)),
        'request ÷ insert, of the medians': (median(times.request) / median(times.insert)).toFixed(2),
      },
    };
  },
};

/** Measures on an idle machine. */
async function timed<Result>(rig: Rig, work: () => Promise<Result>): Promise<{ ms: number; result: Result }> {
  await rig.idle();
  const begin = performance.now();
  const result = await work();
  return { ms: performance.now() - begin, result };
}

async function createProducts(rig: Rig): Promise<number[]> {
  const rows = Array.from({ length: PRODUCTS }, (_, index) => [
    `Product ${index}`,
    'One of many',
    10_000 + index,
    'https://images.example.com/one-of-many.jpg',
    'OTHER',
  ]);
  await rig.query('INSERT INTO products (name, description, price, image_url, category) VALUES ?', [rows]);
  const products = await rig.query<{ id: number }>('SELECT product_id AS id FROM products ORDER BY product_id');
  return products.map(({ id }) => id);
}

function dealOf(productIds: readonly number[]): string {
  const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7 };
  return JSON.stringify({ ...terms, startEventTime: new Date().toISOString(), productIds });
}

/** @returns its id */
async function createDeal(rig: Rig, deal: string): Promise<number> {
  const { status, text, body } = await send(`${rig.server.address}/api/event/create`, 'POST', {
    token: rig.token(ADMINISTRATOR),
    headers: { 'content-type': 'application/json' },
    body: deal,
  });
  if (status !== 201) throw new Error(`The deal was not created: ${status} ${text}`);
  return (body as { eventId: number }).eventId;
}

/** The stored items of the deal, in the order of their key, with the id of another deal. */
async function bareItems(rig: Rig, eventId: number): Promise<unknown[][]> {
  const items = await rig.query<Record<string, unknown>>(
    `SELECT event_id + ? AS event_id, ${COLUMNS.slice(1).join(', ')} FROM hot_deal_items WHERE event_id = ?
     ORDER BY product_id`,
    [BARE, eventId],
  );
  if (items.length !== PRODUCTS) throw new Error(`Deal ${eventId} has ${items.length} items`);
  return items.map((item) => COLUMNS.map((column) => item[column]));
}

/** So that the next deal is inserted into the same table. */
async function removeDeal(rig: Rig, eventId: number): Promise<void> {
  await rig.idle();
  for (const table of ['hot_deal_items', 'hot_deal_signals', 'hot_deals']) {
    await rig.query(`DELETE FROM ${table} WHERE event_id = ?`, [eventId]);
  }
}
