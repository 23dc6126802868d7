import { median, quotients } from '../rig/figures';
import type { Rig } from '../rig/rig';
import { atMost, type Row } from '../row';

const UNITS = 100;
const PAIRS = 30;
const WARM_UP = 5;
/** Above all ids that the shop assigns. */
const FIRST_ORDER = 1_000_000_000_000;

type Way = 'client' | 'row-locks';

/** A hundred concurrent buyers of the last hundred units. */
export const decrements: Row = {
  name: 'C5',
  title: '100 concurrent decrements ÷ the same by row locks',
  measure: async (rig) => {
    const productId = await rig.stock(UNITS);
    const times: Record<Way, number[]> = { client: [], 'row-locks': [] };
    let orderId = FIRST_ORDER;
    for (let pair = 1 - WARM_UP; pair <= PAIRS; pair++) {
      rig.progress(pair > 0 ? `pair ${pair} of ${PAIRS}` : 'warming up');
      for (const way of ['client', 'row-locks'] as const) {
        const ms = await sellOut(rig, way, { productId, orderId });
        if (pair > 0) times[way].push(ms);
        orderId += UNITS;
      }
    }
    const ratios = quotients(times.client, times['row-locks']);
    return {
      findings: [{ what: 'wall', rounds: ratios, target: atMost(0.5) }],
      details: {
        'stock client, ms': median(times.client).toFixed(1),
        'row locks, ms': median(times['row-locks']).toFixed(1),
      },
    };
  },
};

async function sellOut(rig: Rig, way: Way, sale: { productId: number; orderId: number }): Promise<number> {
  const filled = await rig.admin.post(`/api/stocks/product/${sale.productId}/reset?quantity=${UNITS}`);
  if (filled.status !== 200) throw new Error(`The stock was not reset: ${filled.status}`);
  await rig.idle();
  const { status, body } = await rig.admin.post(`/api/bench/decrements/${way}`, { ...sale, buyers: UNITS });
  const { ms, sold } = body as { ms: number; sold: number };
  const [left] = await rig.query<{ movements: number; decisions: number; quantity: number }>(
    `SELECT (SELECT quantity FROM stocks WHERE product_id = ?) AS quantity,
       (SELECT COUNT(*) FROM stock_movements WHERE order_id >= ? AND kind = 'ORDER') AS movements,
       (SELECT COUNT(*) FROM stock_decisions WHERE order_id >= ? AND outcome = 'TAKEN') AS decisions`,
    [sale.productId, sale.orderId, sale.orderId],
  );
  const counts = [sold, left?.movements, left?.decisions];
  if (status !== 200 || left?.quantity !== 0 || counts.some((count) => count !== UNITS)) {
    throw new Error(`Not sold out by ${way}: ${status}, ${JSON.stringify({ sold, ...left })}`);
  }
  return ms;
}
