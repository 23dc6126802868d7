import { until } from '../../servers/until';
import { orderOf } from '../rig/call-log';
import type { Rig } from '../rig/rig';
import type { Interleaving } from './interleaving';
import { customerOf, observed } from './payment-interleavings';

const LIMIT_MS = 20_000;

async function untilClaim(rig: Rig, orderId: number | undefined, state: string): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    const [row] = await rig.query<{ state: string }>('SELECT state FROM coupon_claims WHERE order_id = ?', [orderId]);
    return row?.state === state;
  };
  await until(isSo, { what: `the coupon of order ${orderId} is ${state}`, limitMs: LIMIT_MS });
}

/** Two orders want the same coupon; the one that does not get it leaves its unit to others. */
export const twoOrdersOneCoupon: Interleaving = {
  name: 'two orders want the same coupon',
  async run(rig) {
    const customer = await customerOf(rig);
    const userCouponId = await customer.coupon();
    const product = await rig.stock(5);
    const reached = rig.at(0).reached('order passed to the wallet');
    await rig.at(0).inject({ point: 'order passed to the wallet', action: 'wait' });
    await customer.order([product], { userCouponId });
    await reached;
    await customer.order([product], { userCouponId });
    rig.note('two orders placed with one coupon');
    await rig.at(0).release('order passed to the wallet');
    return observed(rig, customer);
  },
};

/** The release of an order's coupon is handled before its reservation, which comes from an instance that was stopped. */
export const couponReservedLate: Interleaving = {
  name: 'a coupon reserved after its order was cancelled',
  async run(rig) {
    const customer = await customerOf(rig);
    const userCouponId = await customer.coupon();
    const reached = rig.at(0).reached('order passed to the wallet');
    await rig.at(0).inject({ point: 'order passed to the wallet', action: 'wait' });
    const attempt = await customer.order([await rig.stock(5)], { userCouponId });
    await reached;
    await customer.cancel(attempt, 1);
    await released(rig);
    rig.note('the coupon of a cancelled order is reserved late');
    await rig.at(0).release('order passed to the wallet');
    return observed(rig, customer);
  },
};

/** Of the two events of a completed and cancelled order, the first one is handled last. */
export const couponKeptAfterRelease: Interleaving = {
  name: 'a coupon kept after it was given back',
  async run(rig) {
    const customer = await customerOf(rig);
    const userCouponId = await customer.coupon();
    const attempt = await customer.order([await rig.stock(5)], { userCouponId, seconds: 10 });
    const reached = rig.at(0).reached('coupons consumed');
    await rig.at(0).inject({ point: 'coupons consumed', action: 'wait' });
    await customer.pay(attempt, 0);
    await reached;
    await customer.cancel(attempt, 1);
    await untilClaim(rig, orderOf(attempt), 'RELEASED');
    rig.note('the coupon of a cancelled order is kept late');
    await rig.at(0).release('coupons consumed');
    return observed(rig, customer);
  },
};

async function released(rig: Rig): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    const due = await rig.query(`SELECT 1 FROM event_publications WHERE handler = 'order.release-benefits'`);
    return due.length === 0;
  };
  await until(isSo, { what: 'the release is handled', limitMs: LIMIT_MS });
}
