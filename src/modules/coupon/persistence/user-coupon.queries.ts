import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';
import { type UsableCoupon, UsableCoupons } from '#coupon';
import { userCouponNotFound } from '../domain/coupon';
import type { ListedCoupon, ListRequest, UserCoupon, UserCouponPosition } from '../domain/user-coupon';
import { UsableCouponQueries } from './usable-coupon.queries';

export const LISTED_STATUSES = ['usable', 'used', 'expired'] as const;
export type ListedStatus = (typeof LISTED_STATUSES)[number];

interface Owner {
  readonly couponId: number;
  readonly userId: number;
}

const MOST_IN_ONE_LOOK_UP = 500;

const COLUMNS = `owned.user_coupon_id AS userCouponId, owned.coupon_id AS couponId, name, discount_type AS discountType,
  discount_value AS discountValue, max_discount AS maxDiscount, min_order_price AS minOrderPrice,
  CASE WHEN owned.used = 1 THEN 'USED' WHEN revoked_at IS NOT NULL THEN 'REVOKED'
       WHEN owned.expires_at <= NOW(3) THEN 'EXPIRED' ELSE 'USABLE' END AS status,
  owned.used, owned.order_id AS orderId, owned.issued_at AS issuedAt, owned.expires_at AS expiresAt`;

/** The range of one index; the definition of each coupon is looked up after that. */
const OWNED = `user_coupons AS owned FORCE INDEX (ix_user_coupons_listed)
  STRAIGHT_JOIN coupons ON coupons.coupon_id = owned.coupon_id`;
/** Revoked definitions are few: they are read first, and one look-up each finds whether the user has one of them. */
const REVOKED = `coupons FORCE INDEX (ix_coupons_revoked)
  STRAIGHT_JOIN user_coupons AS owned FORCE INDEX (uq_user_coupons_coupon_user)
    ON owned.coupon_id = coupons.coupon_id`;

@Injectable()
export class UserCouponQueries extends UsableCoupons {
  private readonly lookUps = new BatchedRead(
    'The look-up of coupons',
    (owners: readonly Owner[]) => this.holders(owners),
    { maxBatchSize: MOST_IN_ONE_LOOK_UP },
  );

  private readonly counts = new BatchedRead('The number of coupons', (userIds: readonly number[]) =>
    this.count(userIds),
  );

  constructor(
    private readonly database: Database,
    private readonly usable: UsableCouponQueries,
  ) {
    super();
  }

  /** The user's coupon of this definition, if there is one; read together for all callers of the same turn. */
  idOf(couponId: number, userId: number): Promise<number | undefined> {
    return this.lookUps.find({ couponId, userId });
  }

  /** @throws DomainError USER_COUPON_NOT_FOUND also when another user has it */
  async get(userCouponId: number, userId: number): Promise<UserCoupon> {
    const [coupon] = await this.database.query<UserCoupon>(
      `SELECT ${COLUMNS} FROM user_coupons AS owned JOIN coupons ON coupons.coupon_id = owned.coupon_id
       WHERE owned.user_coupon_id = ? AND owned.user_id = ?`,
      [userCouponId, userId],
    );
    if (coupon === undefined) throw userCouponNotFound();
    return coupon;
  }

  /** Usable coupons: what ends first comes first. The others: what ended last comes first. */
  list(
    userId: number,
    status: ListedStatus | undefined,
    after: UserCouponPosition | undefined,
    limit: number,
  ): Promise<readonly ListedCoupon[]> {
    const list = { userId, after, limit };
    if (status === 'usable') return this.usable.list(list);
    return this.merged(
      list,
      status === undefined ? [UNUSED, USED] : status === 'used' ? [USED] : [OVER, REVOKED_IN_TIME],
    );
  }

  override soonestOf(userId: number, limit: number): Promise<readonly UsableCoupon[]> {
    return this.usable.list({ userId, after: undefined, limit });
  }

  override async countOf(userId: number): Promise<number> {
    return (await this.counts.find(userId)) ?? 0;
  }

  /**
   * Unused coupons in time, less those whose definition is revoked. For the latter, each user is joined with each revoked
   * definition: by the definition alone all of its holders would be read.
   */
  private async count(userIds: readonly number[]): Promise<Map<number, number>> {
    const users = userIds.map((_, index) => (index === 0 ? 'SELECT ? AS user_id' : 'SELECT ?')).join(' UNION ALL ');
    const rows = await this.database.query<{ userId: number; coupons: number }>(
      `SELECT user_id AS userId, COUNT(*) AS coupons FROM user_coupons FORCE INDEX (ix_user_coupons_listed)
       WHERE user_id IN (?) AND used = 0 AND expires_at > NOW(3) GROUP BY user_id
       UNION ALL
       SELECT users.user_id, -COUNT(*) FROM (${users}) AS users STRAIGHT_JOIN ${REVOKED} AND owned.user_id = users.user_id
       WHERE revoked_at IS NOT NULL AND owned.used = 0 AND owned.expires_at > NOW(3) GROUP BY users.user_id`,
      [userIds, ...userIds],
    );
    const counts = new Map<number, number>();
    for (const { userId, coupons } of rows)
      counts.set(Number(userId), (counts.get(Number(userId)) ?? 0) + Number(coupons));
    return counts;
  }

  /** Reads the beginning of each source in the order of the list, and merges them. */
  private merged({ userId, after, limit }: ListRequest, sources: readonly Source[]): Promise<readonly ListedCoupon[]> {
    const parts = sources
      .filter(({ used }) => used >= (after?.used ?? 0))
      .map((source) => ({ source, after: source.used === after?.used ? after : undefined }));
    if (parts.length === 0) return Promise.resolve([]);
    const further = 'AND owned.expires_at <= ? AND (owned.expires_at < ? OR owned.user_coupon_id < ?)';
    const selects = parts.map(
      ({ source, after: position }) =>
        `(SELECT ${COLUMNS} FROM ${source.from}
          WHERE owned.user_id = ? AND owned.used = ${source.used} ${source.where}
            ${position === undefined ? '' : further}
          ORDER BY owned.expires_at DESC, owned.user_coupon_id DESC LIMIT ?)`,
    );
    return this.database.query(
      `${selects.join(' UNION ALL ')} ORDER BY used, expiresAt DESC, userCouponId DESC LIMIT ?`,
      [...parts.flatMap(({ after: position }) => [userId, ...positionValues(position), limit]), limit],
    );
  }

  private async holders(owners: readonly Owner[]): Promise<Map<Owner, number>> {
    const rows = await this.database.query<Owner & { readonly userCouponId: number }>(
      `SELECT user_coupon_id AS userCouponId, coupon_id AS couponId, user_id AS userId FROM user_coupons
       WHERE (coupon_id, user_id) IN (?)`,
      [owners.map(({ couponId, userId }) => [couponId, userId])],
    );
    const found = new Map(rows.map((row) => [`${row.couponId} ${row.userId}`, row.userCouponId]));
    return new Map(
      owners.flatMap((owner) => {
        const userCouponId = found.get(`${owner.couponId} ${owner.userId}`);
        return userCouponId === undefined ? [] : [[owner, userCouponId]];
      }),
    );
  }
}

interface Source {
  readonly from: string;
  readonly used: 0 | 1;
  /** further conditions */
  readonly where: string;
}

const UNUSED: Source = { from: OWNED, used: 0, where: '' };
const USED: Source = { from: OWNED, used: 1, where: '' };
const OVER: Source = { from: OWNED, used: 0, where: 'AND owned.expires_at <= NOW(3)' };
const REVOKED_IN_TIME: Source = {
  from: REVOKED,
  used: 0,
  where: 'AND revoked_at IS NOT NULL AND owned.expires_at > NOW(3)',
};

function positionValues(after: UserCouponPosition | undefined): readonly unknown[] {
  return after === undefined ? [] : [after.expiresAt, after.expiresAt, after.userCouponId];
}
