import type { DomainError } from '#platform/domain-error';
import { closedAt, type Coupon, couponAlreadyIssued, couponNotFound, couponSoldOut, expiryOf } from './coupon';

/** A user asks for a coupon. */
export interface IssueRequest {
  readonly couponId: number;
  readonly userId: number;
  /** when the request arrived, by the database's clock */
  readonly instant: Date;
}

/** A request with the id that its coupon will have. */
export interface NumberedRequest extends IssueRequest {
  readonly userCouponId: number;
}

/** A coupon of a user, as it is stored. */
export interface IssuedCoupon {
  readonly userCouponId: number;
  readonly couponId: number;
  readonly userId: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

type IssueOutcome = { readonly issued: IssuedCoupon } | { readonly refusal: DomainError };

/** What is read while the definitions are locked. */
export interface IssueState {
  readonly coupons: ReadonlyMap<number, Coupon>;
  /** the users among those who ask that have the coupon */
  readonly holders: readonly IssuedCoupon[];
  readonly now: Date;
}

interface IssueDecision {
  /** one for each request, in their order */
  readonly outcomes: readonly IssueOutcome[];
  /** those that are not stored yet */
  readonly added: readonly IssuedCoupon[];
}

/**
 * First come, first served, one for each user. A user who has the coupon gets that answer before any other refusal. A holder
 * with the id of the request got it by an earlier attempt of the same transaction, whose COMMIT was not answered.
 */
export function decideIssue(
  requests: readonly NumberedRequest[],
  { coupons, holders, now }: IssueState,
): IssueDecision {
  const owned = new Map(holders.map((holder) => [keyOf(holder), holder]));
  const left = new Map([...coupons.values()].map(({ couponId, quantity, issued }) => [couponId, quantity - issued]));
  const added: IssuedCoupon[] = [];

  const outcomes = requests.map((request): IssueOutcome => {
    const { couponId, userId, userCouponId, instant } = request;
    const coupon = coupons.get(couponId);
    if (coupon === undefined) return { refusal: couponNotFound() };
    const holder = owned.get(keyOf(request));
    if (holder !== undefined) {
      return holder.userCouponId === userCouponId
        ? { issued: holder }
        : { refusal: couponAlreadyIssued(holder.userCouponId) };
    }
    const closed = closedAt(coupon, instant);
    if (closed !== undefined) return { refusal: closed };
    const remaining = left.get(couponId) ?? 0;
    if (remaining <= 0) return { refusal: couponSoldOut(couponId) };
    left.set(couponId, remaining - 1);
    const issued = { userCouponId, couponId, userId, issuedAt: now, expiresAt: expiryOf(coupon, now) };
    owned.set(keyOf(request), issued);
    added.push(issued);
    return { issued };
  });
  return { outcomes, added };
}

/** How many coupons of each definition these are, in ascending order of definition. */
export function countByCoupon(issued: readonly IssuedCoupon[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { couponId } of issued) counts.set(couponId, (counts.get(couponId) ?? 0) + 1);
  return new Map([...counts].sort(([one], [other]) => one - other));
}

function keyOf({ couponId, userId }: { readonly couponId: number; readonly userId: number }): string {
  return `${couponId} ${userId}`;
}
