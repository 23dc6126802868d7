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
   * Reads every coupon that was issued, so it may be a few seconds old.
   * @throws DomainError COUPON_NOT_FOUND
   */
  async statistics(couponId: number, requester: Requester): Promise<CouponStatistics> {
    const { quantity, issued } = await this.get(couponId);
    const [counted] = await this.scans.query<Record<'used' | 'expired' | 'discountGiven', unknown> & Issuing>(
      requester,
      `SELECT COALESCE(SUM(owned.used), 0) AS used,
              COALESCE(SUM(owned.used = 0 AND owned.expires_at <= NOW(3)), 0) AS expired,
              COALESCE(SUM(claims.discount), 0) AS discountGiven,
              MIN(owned.issued_at) AS firstIssuedAt, MAX(owned.issued_at) AS lastIssuedAt
       FROM user_coupons AS owned LEFT JOIN coupon_claims AS claims ON claims.order_id = owned.order_id
       WHERE owned.coupon_id = ?`,
      [couponId],
    );
    return {
      quantity,
      issued,
      used: Number(counted?.used ?? 0),
      expired: Number(counted?.expired ?? 0),
      discountGiven: Number(counted?.discountGiven ?? 0),
      firstIssuedAt: counted?.firstIssuedAt ?? null,
      lastIssuedAt: counted?.lastIssuedAt ?? null,
    };
  }
}

type Issuing = Pick<CouponStatistics, 'firstIssuedAt' | 'lastIssuedAt'>;
