import { setTimeout as pause } from 'node:timers/promises';
import { createCoupon } from '../rig/coupon-crowd';
import { Payers, PAYING } from '../rig/payers';
import { endPayments, missing } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const SECONDS = 12;
const USERS = 100;
/** Every one of these must have happened, or the scenario has proved nothing. */
const ENDINGS = ['paid', 'cancelled', 'paid and cancelled', 'expired', 'paid too late', 'with a coupon'];

export const paymentAndCancel: Scenario = {
  name: 'payment-and-cancel',
  promise: 'keeps the money or the goods of an order, never both, when it is cancelled or expires while it is paid',
  rig: { variables: PAYING, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000), await rig.stock(1_000_000)];
    const couponId = await createCoupon(rig.admin(), USERS);
    const payers = new Payers(rig, {
      products,
      couponId,
      users: USERS,
      payers: 24,
      cancelled: 0.6,
      unpaid: 0.2,
      byCard: 0.5,
      thinkMs: 5,
    });
    const end = performance.now() + SECONDS * 1_000 * length;
    let expired = 0;
    while (performance.now() < end) {
      expired += await expireSome(rig);
      await pause(rig.random.between(5, 60));
      if (rig.random.chance(0.02)) await kill(rig);
    }
    rig.note(`the time of ${expired} reservations was made to end`);
    const log = await payers.stop();
    const ends = await endPayments(rig);
    const result = await rig.verify(log.calls);
    const outcomes = await endsOf(rig);
    return {
      broken: [...result.broken, ...(await untruePayments([log], rig.query)), ...missing(outcomes, ...ENDINGS)],
      figures: { ...result.figures, ...ends, ...outcomes },
    };
  },
};

/** Lets the time of some open reservations end now, or in a few ms, while some of them are being paid. */
export async function expireSome(rig: Rig): Promise<number> {
  const open = await rig.query<{ order_id: number }>('SELECT order_id FROM order_reservations LIMIT 40');
  const some = open.filter(() => rig.random.chance(0.3)).map(({ order_id }) => order_id);
  if (some.length === 0) return 0;
  const inMs = rig.random.between(0, 30);
  await rig.query(
    'UPDATE order_reservations SET reserved_until = NOW(3) + INTERVAL ? MICROSECOND WHERE order_id IN (?)',
    [inMs * 1_000, some],
  );
  return some.length;
}

async function kill(rig: Rig): Promise<void> {
  const victim = rig.random.oneOf(rig.instances);
  rig.note(`${victim.name} killed`);
  await victim.kill();
  await victim.start();
}

async function endsOf(rig: Rig): Promise<Record<string, number>> {
  const rows = await rig.query<{ ending: string; orders: number }>(
    `SELECT CASE WHEN cancel_reason = 'PAYMENT_EXPIRED' THEN 'expired'
       WHEN status = 'ORDER_CANCELLED' AND receipts.order_id IS NOT NULL THEN 'paid and cancelled'
       WHEN status = 'ORDER_CANCELLED' THEN 'cancelled' ELSE 'paid' END AS ending, COUNT(*) AS orders
     FROM orders LEFT JOIN order_receipts AS receipts ON receipts.order_id = orders.order_id GROUP BY ending`,
  );
  const [late] = await rig.query<{ late: number }>(
    `SELECT COUNT(*) AS late FROM payments WHERE outcome IN ('LATE', 'OVER')`,
  );
  const [coupons] = await rig.query<{ orders: number }>(
    `SELECT COUNT(*) AS orders FROM order_bills JOIN orders ON orders.order_id = order_bills.order_id
     WHERE user_coupon_id IS NOT NULL AND status = 'ORDER_SUCCESS'`,
  );
  return {
    ...Object.fromEntries(rows.map(({ ending, orders }) => [ending, orders])),
    'paid too late': late?.late ?? 0,
    'with a coupon': coupons?.orders ?? 0,
  };
}
