import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Revisions } from '#platform/database/revisions';
import type { Transaction } from '#platform/database/transaction';
import type { Claim } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { couponLimitExceeded, couponNotFound, MAX_QUANTITY, type PlannedCoupon } from '../domain/coupon';
import { COUPON_REVISION, CouponCache } from './coupon-cache';

/** Stores what administrators decide about coupons. Each change raises the revision by which instances confirm theirs. */
@Injectable()
export class CouponRepository {
  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeys,
    private readonly revisions: Revisions,
    private readonly cache: CouponCache,
  ) {}

  /** @throws KeyAlreadyClaimed */
  async add(plan: PlannedCoupon, claim: Claim | undefined): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { insertId: couponId } = await tx.execute(
        `INSERT INTO coupons (name, discount_type, discount_value, max_discount, min_order_price, quantity,
           issue_start_at, issue_end_at, valid_days, valid_until) VALUES (?)`,
        [
          [
            ...[plan.name, plan.discountType, plan.discountValue, plan.maxDiscount, plan.minOrderPrice, plan.quantity],
            ...[plan.issueStartTime, plan.issueEndTime, plan.validDays, plan.validUntil],
          ],
        ],
      );
      await this.keys.claim(tx, claim, couponId);
      await this.changed(tx);
      return couponId;
    });
  }

  /**
   * The database adds: it is sent the administrator's number, never a sum computed here.
   * @throws KeyAlreadyClaimed
   * @throws DomainError COUPON_NOT_FOUND, COUPON_LIMIT_EXCEEDED
   */
  async increase(couponId: number, quantity: number, claim: Claim | undefined): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { affectedRows } = await tx.execute(
        'UPDATE coupons SET quantity = quantity + ? WHERE coupon_id = ? AND quantity + ? <= ?',
        [quantity, couponId, quantity, MAX_QUANTITY],
      );
      if (affectedRows === 0) {
        await assertExists(tx, couponId);
        throw couponLimitExceeded();
      }
      await this.keys.claim(tx, claim, couponId);
      await this.changed(tx);
    });
  }

  /** No coupon is issued from now on. @throws DomainError COUPON_NOT_FOUND */
  async end(couponId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const sql = 'UPDATE coupons SET issue_end_at = NOW(3) WHERE coupon_id = ? AND issue_end_at > NOW(3)';
      const { affectedRows } = await tx.execute(sql, [couponId]);
      if (affectedRows === 0) await assertExists(tx, couponId);
      else await this.changed(tx);
    });
  }

  /** None is issued, and none can be put on a new order, from now on. @throws DomainError COUPON_NOT_FOUND */
  async revoke(couponId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const sql = 'UPDATE coupons SET revoked_at = NOW(3) WHERE coupon_id = ? AND revoked_at IS NULL';
      const { affectedRows } = await tx.execute(sql, [couponId]);
      if (affectedRows === 0) await assertExists(tx, couponId);
      else await this.changed(tx);
    });
  }

  private async changed(tx: Transaction): Promise<void> {
    await this.revisions.raise(tx, COUPON_REVISION);
    tx.afterCommit(() => this.cache.invalidate());
  }
}

async function assertExists(tx: Transaction, couponId: number): Promise<void> {
  const rows = await tx.query('SELECT coupon_id FROM coupons WHERE coupon_id = ?', [couponId]);
  if (rows.length === 0) throw couponNotFound();
}
