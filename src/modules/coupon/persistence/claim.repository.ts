import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Statement, Transaction } from '#platform/database/transaction';
import { CouponClient, type CouponDecision, type CouponQuote, type CouponRelease, type CouponRequest } from '#coupon';
import { type CouponClaim, decisionOf, isLive, judge, newClaims, type OwnedCoupon } from '../domain/claim';

/** A duplicate claim comes from another instance that handles the same order: a new attempt reads it. */
const RACES = { duplicateMeansRace: true };

interface LockedCoupons {
  readonly coupons: ReadonlyMap<number, OwnedCoupon>;
  readonly claims: ReadonlyMap<number, CouponClaim>;
}

const COUPON_COLUMNS = `owned.user_coupon_id AS userCouponId, owned.coupon_id AS couponId, owned.user_id AS userId,
  owned.expires_at AS expiresAt, owned.order_id AS orderId, revoked_at AS revokedAt, discount_type AS discountType, discount_value AS discountValue,
  max_discount AS maxDiscount, min_order_price AS minOrderPrice`;

/**
 * What orders do with coupons. Every transaction locks the users' coupons first, in ascending order, and only then reads
 * the claims, so that the later of two sees everything that the earlier one did. `used` and `order_id` of a coupon mirror
 * its live claim, and change with it.
 */
@Injectable()
export class ClaimRepository extends CouponClient {
  constructor(private readonly database: Database) {
    super();
  }

  override async quote(quote: CouponQuote): Promise<number> {
    const { sql, parameters } = selectCoupons([quote.userCouponId]);
    const [coupon] = await this.database.query<OwnedCoupon>(sql, parameters);
    const judged = judge(quote, coupon);
    if ('refusal' in judged) throw judged.refusal;
    return judged.discount;
  }

  override async reserve(requests: readonly CouponRequest[]): Promise<readonly CouponDecision[]> {
    if (requests.length === 0) return [];
    return this.database.transaction(async (tx) => {
      const locked = await lock(tx, requests);
      const added = newClaims(requests, locked);
      insertClaims(tx, added, locked);
      for (const { orderId, userCouponId } of added.filter(isLive)) {
        tx.deferExpecting(1, 'UPDATE user_coupons SET used = 1, order_id = ? WHERE user_coupon_id = ? AND used = 0', [
          orderId,
          userCouponId,
        ]);
      }
      const claims = new Map([...locked.claims, ...added.map((claim) => [claim.orderId, claim] as const)]);
      return requests.map(({ orderId }) => decisionOf(claims.get(orderId) as CouponClaim));
    }, RACES);
  }

  override async consume(orderIds: readonly number[]): Promise<void> {
    if (orderIds.length === 0) return;
    await this.database.transaction(async (tx) => {
      // Which coupon an order has never changes, so it may be read before the lock.
      const claims = await tx.query<CouponClaim>(...selectClaims(orderIds));
      if (claims.length === 0) return;
      await lock(tx, claims);
      tx.defer(
        `UPDATE coupon_claims SET state = 'CONSUMED', changed_at = NOW(3) WHERE order_id IN (?) AND state = 'HELD'`,
        [orderIds],
      );
    });
  }

  override async release(requests: readonly CouponRelease[]): Promise<void> {
    if (requests.length === 0) return;
    await this.database.transaction(async (tx) => {
      const locked = await lock(tx, requests);
      const { claims } = locked;
      const distinct = [...new Map(requests.map((request) => [request.orderId, request])).values()];
      insertClaims(
        tx,
        distinct
          .filter(({ orderId }) => !claims.has(orderId))
          .map((request) => ({ ...request, state: 'REFUSED', discount: 0 })),
        locked,
      );
      for (const claim of distinct.flatMap(({ orderId }) => claims.get(orderId) ?? [])) free(tx, claim);
    }, RACES);
  }
}

/** Only the order that has the coupon gives it back: an old order's late release must not free that of another one. */
function free(tx: Transaction, claim: CouponClaim): void {
  if (!isLive(claim)) return;
  const { orderId, userCouponId } = claim;
  tx.deferExpecting(
    1,
    `UPDATE coupon_claims SET state = 'RELEASED', live = NULL, changed_at = NOW(3) WHERE order_id = ? AND live = 1`,
    [orderId],
  );
  tx.deferExpecting(1, 'UPDATE user_coupons SET used = 0, order_id = NULL WHERE user_coupon_id = ? AND order_id = ?', [
    userCouponId,
    orderId,
  ]);
}

function insertClaims(tx: Transaction, claims: readonly CouponClaim[], { coupons }: LockedCoupons): void {
  if (claims.length === 0) return;
  tx.defer('INSERT INTO coupon_claims (order_id, user_coupon_id, user_id, coupon_id, state, live, discount) VALUES ?', [
    claims.map((claim) => [
      ...[claim.orderId, claim.userCouponId, claim.userId, coupons.get(claim.userCouponId)?.couponId ?? null],
      ...[claim.state, isLive(claim) ? 1 : null, claim.discount],
    ]),
  ]);
}

/** Locks the users' coupons, and only then reads them, their definitions and the claims, in one round trip. */
async function lock(
  tx: Transaction,
  requests: readonly Pick<CouponRequest, 'orderId' | 'userCouponId'>[],
): Promise<LockedCoupons> {
  const userCouponIds = [...new Set(requests.map(({ userCouponId }) => userCouponId))];
  const [claimsSql, claimsParameters] = selectClaims(requests.map(({ orderId }) => orderId));
  const [, coupons, claims] = (await tx.pipeline(
    {
      sql: `SELECT user_coupon_id FROM user_coupons FORCE INDEX (PRIMARY) WHERE user_coupon_id IN (?)
            ORDER BY user_coupon_id FOR UPDATE`,
      parameters: [userCouponIds],
    },
    selectCoupons(userCouponIds),
    { sql: claimsSql, parameters: claimsParameters },
  )) as [unknown, OwnedCoupon[], CouponClaim[]];
  return {
    coupons: new Map(coupons.map((coupon) => [coupon.userCouponId, coupon])),
    claims: new Map(claims.map((claim) => [claim.orderId, claim])),
  };
}

function selectCoupons(userCouponIds: readonly number[]): Statement {
  return {
    sql: `SELECT ${COUPON_COLUMNS} FROM user_coupons AS owned JOIN coupons ON coupons.coupon_id = owned.coupon_id
          WHERE owned.user_coupon_id IN (?)`,
    parameters: [userCouponIds],
  };
}

function selectClaims(orderIds: readonly number[]): [sql: string, parameters: unknown[]] {
  return [
    `SELECT order_id AS orderId, user_coupon_id AS userCouponId, user_id AS userId, state, discount
     FROM coupon_claims WHERE order_id IN (?)`,
    [orderIds],
  ];
}
