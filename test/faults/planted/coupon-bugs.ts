import { couponReleasedLate, frozenWhileIssuing, oneUserOnTwoInstances } from '../interleavings/coupon-interleavings';
import type { PlantedBug } from './planted-bug';

const ISSUE = 'modules/coupon/persistence/issue.repository.ts';
const CLAIMS = 'modules/coupon/persistence/claim.repository.ts';

export const couponBugs: readonly PlantedBug[] = [
  {
    // The row lock would hide the absolute number, so it is removed as well.
    name: 'issued coupons counted in JavaScript',
    edits: [
      { file: ISSUE, find: 'ORDER BY coupon_id FOR UPDATE', replace: 'ORDER BY coupon_id' },
      { file: ISSUE, find: '      store(tx, added);', replace: '      store(tx, added, state);' },
      {
        file: ISSUE,
        find: 'function store(tx: Transaction, added: readonly IssuedCoupon[]): void {',
        replace: 'function store(tx: Transaction, added: readonly IssuedCoupon[], { coupons }: IssueState): void {',
      },
      {
        file: ISSUE,
        find: `    tx.deferExpecting(1, 'UPDATE coupons SET issued = issued + ? WHERE coupon_id = ? AND issued + ? <= quantity', [
      count,
      couponId,
      count,
    ]);`,
        replace: `    tx.defer('UPDATE coupons SET issued = ? WHERE coupon_id = ?', [
      (coupons.get(couponId)?.issued ?? 0) + count,
      couponId,
    ]);`,
      },
    ],
    provokedBy: [frozenWhileIssuing],
    complaint: /too many/,
  },
  {
    // The unique key would hide the second coupon, so it is removed as well.
    name: 'holders of coupons read before the lock',
    edits: [
      {
        file: ISSUE,
        find: '  const [rows, holders] = (await tx.pipeline(',
        replace: `  const early = await tx.query(
    'SELECT user_coupon_id AS userCouponId, coupon_id AS couponId, user_id AS userId FROM user_coupons WHERE coupon_id IN (?)',
    [[...users.keys()]],
  );
  const [rows] = (await tx.pipeline(`,
      },
      { file: ISSUE, find: '    holders,\n    now', replace: '    holders: early,\n    now' },
    ],
    statements: ['ALTER TABLE user_coupons DROP INDEX uq_user_coupons_coupon_user, ADD KEY (coupon_id, user_id)'],
    provokedBy: [oneUserOnTwoInstances],
    complaint: /2 coupons belong to 1 users/,
  },
  {
    name: 'a coupon released without its order',
    edits: [
      { file: CLAIMS, find: '  if (!isLive(claim)) return;\n', replace: '' },
      {
        file: CLAIMS,
        find: `changed_at = NOW(3) WHERE order_id = ? AND live = 1\`,
    [orderId],`,
        replace: `changed_at = NOW(3) WHERE user_coupon_id = ? AND live = 1\`,
    [userCouponId],`,
      },
      {
        file: CLAIMS,
        find: `'UPDATE user_coupons SET used = 0, order_id = NULL WHERE user_coupon_id = ? AND order_id = ?', [
    userCouponId,
    orderId,
  ]);`,
        replace: `'UPDATE user_coupons SET used = 0, order_id = NULL WHERE user_coupon_id = ?', [
    userCouponId,
  ]);`,
      },
    ],
    provokedBy: [couponReleasedLate],
    complaint: /is on two orders/,
  },
];
