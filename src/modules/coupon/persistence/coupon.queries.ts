import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Requester } from '#platform/limits/bulkhead';
import { ScanningReads } from '#platform/limits/scanning-reads';
import { type Coupon, couponNotFound } from '../domain/coupon';

export const COUPON_STATUSES = ['upcoming', 'active', 'ended'] as const;
export type CouponStatus = (typeof COUPON_STATUSES)[number];

/** What became of the coupons of one definition. */
export interface CouponStatistics {
  readonly quantity: number;
  readonly issued: number;
  readonly used: number;
  /** not used, and not usable any more by their time */
  readonly expired: number;
  /** by the orders that use one, in the currency's smallest unit */
  readonly discountGiven: number;
  readonly firstIssuedAt: Date | null;
  readonly lastIssuedAt: Date | null;
}

/**
 * The index that finds the rows of a list. Those that are upcoming or active are few and can be sorted; of the others
 * the newest are read, in the order of the list. No coupon is issued after `valid_until`, so it ends a coupon as well.
 */
const LISTS: Readonly<Record<CouponStatus | 'all', { readonly index: string; readonly where: string }>> = {
  upcoming: {
    index: 'ix_coupons_start',
    where: 'issue_start_at > NOW(3) AND issue_end_at > issue_start_at AND revoked_at IS NULL',
  },
  active: {
    index: 'ix_coupons_end',
    where: `issue_end_at > NOW(3) AND issue_start_at <= NOW(3) AND revoked_at IS NULL
      AND (valid_until IS NULL OR valid_until > NOW(3))`,
  },
  ended: { index: 'PRIMARY', where: '(issue_end_at <= NOW(3) OR valid_until <= NOW(3) OR revoked_at IS NOT NULL)' },
  all: { index: 'PRIMARY', where: 'coupon_id > 0' },
};

export const COUPON_COLUMNS = `coupon_id AS couponId, name, discount_type AS discountType, discount_value AS discountValue,
  max_discount AS maxDiscount, min_order_price AS minOrderPrice, quantity, issued, issue_start_at AS issueStartTime,
  issue_end_at AS issueEndTime, valid_days AS validDays, valid_until AS validUntil, revoked_at AS revokedAt,
  created_at AS createdAt`;

@Injectable()
export class CouponQueries {
  constructor(
    private readonly database: Database,
    private readonly scans: ScanningReads,
  ) {}

  /** @throws DomainError COUPON_NOT_FOUND */
  async get(couponId: number): Promise<Coupon> {
    const coupon = (await this.find([couponId])).get(couponId);
    if (coupon === undefined) throw couponNotFound();
    return coupon;
  }

  async find(couponIds: readonly number[]): Promise<Map<number, Coupon>> {
    const coupons = await this.database.query<Coupon>(`SELECT ${COUPON_COLUMNS} FROM coupons WHERE coupon_id IN (?)`, [
      couponIds,
    ]);
    return new Map(coupons.map((coupon) => [coupon.couponId, coupon]));
  }

  /** Newest first, by the database's clock; revoked ones count as ended. */
  async list(status: CouponStatus | undefined, before: number | undefined, limit: number): Promise<Coupon[]> {
    const { index, where } = LISTS[status ?? 'all'];
    return this.database.query<Coupon>(
      `SELECT ${COUPON_COLUMNS} FROM coupons FORCE INDEX (${index})
       WHERE ${where} ${before === undefined ? '' : 'AND coupon_id < ?'} ORDER BY coupon_id DESC LIMIT ?`,
      [...(before === undefined ? [] : [before]), limit],
    );
  }

  /**
   * Counts all that were issued, from indexes that hold everything that is counted, so it may be a few seconds old. With
   * 900,000 issued and a third of them used: 1 s on a busy machine, 5 to 29 s where the rows were read (2026-11-30).
   * @throws DomainError COUPON_NOT_FOUND
   */
  async statistics(couponId: number, requester: Requester): Promise<CouponStatistics> {
    const { quantity, issued } = await this.get(couponId);
    const [counted, given] = await this.scans.run(requester, async (query) => [
      (await query<Record<'used' | 'expired', unknown> & Issuing>(COUNT_ISSUED, [couponId]))[0],
      (await query<{ readonly discount: unknown }>(SUM_DISCOUNTS, [couponId]))[0],
    ]);
    return {
      quantity,
      issued,
      used: Number(counted?.used ?? 0),
      expired: Number(counted?.expired ?? 0),
      discountGiven: Number(given?.discount ?? 0),
      firstIssuedAt: counted?.firstIssuedAt ?? null,
      lastIssuedAt: counted?.lastIssuedAt ?? null,
    };
  }
}

const COUNT_ISSUED = `
  SELECT SUM(used) AS used, SUM(used = 0 AND expires_at <= NOW(3)) AS expired, MIN(issued_at) AS firstIssuedAt,
    MAX(issued_at) AS lastIssuedAt
  FROM user_coupons FORCE INDEX (ix_user_coupons_counted) WHERE coupon_id = ?`;
const SUM_DISCOUNTS = `
  SELECT SUM(discount) AS discount FROM coupon_claims FORCE INDEX (ix_coupon_claims_counted)
  WHERE coupon_id = ? AND live = 1`;

type Issuing = Pick<CouponStatistics, 'firstIssuedAt' | 'lastIssuedAt'>;
