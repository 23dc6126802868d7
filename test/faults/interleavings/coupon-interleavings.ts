import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CouponCrowd, createCoupon } from '../rig/coupon-crowd';
import { untrueCoupons } from '../rig/coupon-verifier';
import { until } from '../../servers/until';
import type { Interleaving } from './interleaving';

const FROZEN_MS = 2_000;
const LIMIT_MS = 15_000;
/** Long enough for the other side to wait for the row that is locked. */
const HEAD_START_MS = 500;
const ISSUED = 'INSERT INTO user_coupons ';

/** One instance freezes between its read and its write, while the other one issues the rest. */
export const frozenWhileIssuing: Interleaving = {
  name: 'frozen while it issues coupons',
  async run(rig) {
    const one = rig.at(0);
    const couponId = await createCoupon(rig.admin(), 20);
    await one.inject({ point: 'statements due', action: 'freeze', containing: ISSUED });
    const first = new CouponCrowd(rig, { couponId, users: 10, concurrent: 10, instance: 0 });
    await until(() => one.frozen, { what: `${one.name} is frozen`, limitMs: LIMIT_MS });
    rig.note(`${one.name} frozen after reading how many coupons are issued, and before issuing more`);
    const second = new CouponCrowd(rig, { couponId, users: 15, firstUser: 11, concurrent: 15, instance: 1 });
    await pause(FROZEN_MS);
    one.thaw();
    await Promise.all([first.settle(), second.settle()]);
    const attempts = [...first.attempts, ...second.attempts];
    return { broken: await untrueCoupons({ couponId, quantity: 20 }, attempts, rig.query) };
  },
};

/** One user asks two instances, and the second one comes before the commit of the first. */
export const oneUserOnTwoInstances: Interleaving = {
  name: 'one user asks two instances for a coupon',
  async run(rig) {
    const [one, other] = [rig.at(0), rig.at(1)];
    const couponId = await createCoupon(rig.admin(), 5);
    const published = one.reached('events published');
    await one.inject({ point: 'events published', action: 'wait', containing: 'coupon.issued' });
    const first = new CouponCrowd(rig, { couponId, users: 1, concurrent: 1, instance: 0 });
    await published;
    const second = new CouponCrowd(rig, { couponId, users: 1, concurrent: 1, instance: 1 });
    await pause(HEAD_START_MS);
    rig.note(`${one.name} has issued a coupon and not committed, ${other.name} is asked by the same user`);
    await one.release('events published');
    await Promise.all([first.settle(), second.settle()]);
    const attempts = [...first.attempts, ...second.attempts];
    return { broken: await untrueCoupons({ couponId, quantity: 5 }, attempts, rig.query) };
  },
};

const run = promisify(execFile);

/** An order that has given its coupon back gives it back again, while another order has it. */
export const couponReleasedLate: Interleaving = {
  name: 'a coupon released once more, when another order has it',
  async run(rig) {
    const couponId = await createCoupon(rig.admin(), 1);
    const { body } = await rig.buyer(1).post(`/api/coupons/${couponId}/issue`);
    const { userCouponId } = body as { userCouponId: number };
    const [late, holder, third] = [1, 2, 3];
    const steps = [
      ['reserve', late],
      ['release', late],
      ['reserve', holder],
      ['release', late],
      ['reserve', third],
    ];
    rig.note(`order ${late} has released coupon ${userCouponId}, and releases it again while order ${holder} has it`);
    const work = JSON.stringify({ coupon: { userId: 1, userCouponId }, steps });
    const { stdout } = await run(process.execPath, [join(__dirname, '../rig/coupon-claims.cjs'), work], {
      cwd: rig.build,
      env: { ...process.env, DB_SCHEME: rig.scheme, SECRET_KEY: 'x'.repeat(32) },
    });
    const outcomes = JSON.parse(stdout) as unknown[];
    // No such orders were placed.
    await rig.query('DELETE FROM coupon_claims WHERE user_coupon_id = ?', [userCouponId]);
    await rig.query('UPDATE user_coupons SET used = 0, order_id = NULL WHERE user_coupon_id = ?', [userCouponId]);
    const isExact = outcomes[0] === 'HELD' && outcomes[2] === 'HELD' && outcomes[4] === 'REFUSED';
    return { broken: isExact ? [] : [`coupon ${userCouponId} is on two orders: ${outcomes.join(', ')}`] };
  },
};
