import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { BatchedCache } from '#platform/caching/batched-cache';
import { defineRevision, Revisions } from '#platform/database/revisions';
import type { Coupon } from '../domain/coupon';
import { CouponQueries } from './coupon.queries';

/** Raised with every change of a definition by an administrator; issuing a coupon is none. */
export const COUPON_REVISION = defineRevision('coupons');

const MOST_COUPONS = 10_000;
/** How soon a change of another instance shows. */
const REVISION_CHECK_MS = 1_000;
/** Nothing becomes invalid by time alone: whether a coupon runs is judged at each request. */
const MAX_AGE_MS = 60_000;

/**
 * The definitions of coupons, and which of them are known to be sold out. Coupons that were issued never come back, so
 * "sold out" holds until the quantity is increased: it is remembered with the quantity that was found exhausted, and says
 * nothing about a definition with a larger one, however late it is noted.
 */
@Injectable()
export class CouponCache {
  private readonly definitions: BatchedCache<number, Coupon>;
  /** the revision by which definitions were last asked for */
  private seen: number | undefined;
  private readonly exhausted = new LRUCache<number, number>({ max: MOST_COUPONS });

  constructor(queries: CouponQueries, revisions: Revisions) {
    this.definitions = new BatchedCache({
      most: MOST_COUPONS,
      maxAgeMs: MAX_AGE_MS,
      revision: { read: () => revisions.of(COUPON_REVISION), everyMs: REVISION_CHECK_MS },
      load: (couponIds) => queries.find(couponIds),
    });
  }

  /** The definition as it was at most 1 s ago; its `issued` may be older. */
  async find(couponId: number): Promise<Coupon | undefined> {
    return (await this.definitions.find([couponId])).get(couponId);
  }

  /** The definitions as they were when the revision was this number, or later. */
  async findSince(revision: number, couponIds: readonly number[]): Promise<ReadonlyMap<number, Coupon>> {
    // What is read after this revision was seen belongs to it or to a later one.
    if (revision !== this.seen) this.invalidate();
    this.seen = revision;
    return this.definitions.find(couponIds);
  }

  isSoldOut({ couponId, quantity, issued }: Coupon): boolean {
    return issued >= quantity || (this.exhausted.get(couponId) ?? -1) >= quantity;
  }

  /** @param quantity the quantity of which all were issued, read under the lock of the definition */
  noteSoldOut(couponId: number, quantity: number): void {
    if ((this.exhausted.get(couponId) ?? -1) < quantity) this.exhausted.set(couponId, quantity);
  }

  /** Call it after a change: the next query reads the definitions. */
  invalidate(): void {
    this.definitions.clear();
  }
}
