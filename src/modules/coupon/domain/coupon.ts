import { DomainError, type FieldError } from '#platform/domain-error';
import { normalizeText } from '#platform/text';
import type { DiscountTerms } from './discount';

export const MAX_NAME = 100;
export const MAX_QUANTITY = 10_000_000;
export const MAX_VALID_DAYS = 3_650;
export const MAX_AMOUNT = 10_000_000_000;
/** `AMOUNT` takes off money, `RATE` takes off a percentage. */
export const DISCOUNT_TYPES = ['AMOUNT', 'RATE'] as const;

const DAY_MS = 24 * 60 * 60 * 1_000;
/** What the database's DATETIME and the cursors of lists can hold. */
const FIRST_INSTANT = new Date('1970-01-01T00:00:00.000Z');
const LAST_INSTANT = new Date('9999-12-31T23:59:59.999Z');

/** When a coupon is issued, and for how long each is good. It has either `validDays` or `validUntil`. */
interface CouponTimes {
  readonly issueStartTime: Date;
  /** exclusive */
  readonly issueEndTime: Date;
  readonly validDays: number | null;
  readonly validUntil: Date | null;
}

/** A coupon as an administrator plans it. */
export interface PlannedCoupon extends DiscountTerms, CouponTimes {
  readonly name: string;
  readonly quantity: number;
}

/** The definition of a coupon, of which `quantity` can be issued, to one user each. */
export interface Coupon extends PlannedCoupon {
  readonly couponId: number;
  readonly issued: number;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
}

/** The field of a plan whose instant is outside the limits, or does not fit to the others. */
export function fieldOutsideLimits({ issueStartTime, issueEndTime, validUntil }: CouponTimes): FieldError | undefined {
  const instants = { issueStartTime, issueEndTime, ...(validUntil !== null && { validUntil }) };
  for (const [field, instant] of Object.entries(instants)) {
    if (instant < FIRST_INSTANT || instant > LAST_INSTANT) {
      return { field, rule: 'NOT_A_TIME', message: 'must be in the years 1970 to 9999 in UTC' };
    }
  }
  const tooEarly = (field: string): FieldError => ({
    field,
    rule: 'TOO_EARLY',
    message: 'must be after issueStartTime',
  });
  if (issueEndTime <= issueStartTime) return tooEarly('issueEndTime');
  return validUntil !== null && validUntil <= issueStartTime ? tooEarly('validUntil') : undefined;
}

/** The field of a plan by which the coupon would be over already. */
export function fieldInThePast({ issueEndTime, validUntil }: CouponTimes, now: Date): FieldError | undefined {
  const past = (field: string): FieldError => ({ field, rule: 'TOO_EARLY', message: 'must be in the future' });
  if (issueEndTime <= now) return past('issueEndTime');
  return validUntil !== null && validUntil <= now ? past('validUntil') : undefined;
}

export function normalized(plan: PlannedCoupon): PlannedCoupon {
  return { ...plan, name: normalizeText(plan.name, MAX_NAME) };
}

/** When issuing ends: no coupon is issued after the time until which it would be good. */
function lastInstant({ issueEndTime, validUntil }: CouponTimes): Date {
  return validUntil !== null && validUntil < issueEndTime ? validUntil : issueEndTime;
}

/** When a coupon that is issued at this instant expires. A day is 24 hours. */
export function expiryOf({ validDays, validUntil }: CouponTimes, issuedAt: Date): Date {
  if (validUntil !== null) return validUntil;
  const expiry = new Date(issuedAt.getTime() + (validDays ?? 0) * DAY_MS);
  return expiry > LAST_INSTANT ? LAST_INSTANT : expiry;
}

type Window = CouponTimes & Pick<Coupon, 'couponId' | 'revokedAt'>;

/** Why a coupon that is not sold out cannot be issued to a user who asks at `instant`. */
export function closedAt(coupon: Window, instant: Date): DomainError | undefined {
  const { couponId, issueStartTime, revokedAt } = coupon;
  if (revokedAt !== null) return couponRevoked();
  if (instant >= lastInstant(coupon)) {
    return new DomainError('conflict', 'COUPON_ENDED', `Coupon ${couponId} can no longer be claimed.`);
  }
  if (instant >= issueStartTime) return undefined;
  const startsAt = issueStartTime.toISOString();
  return new DomainError('conflict', 'COUPON_NOT_STARTED', `Coupon ${couponId} can be claimed from ${startsAt}.`, {
    about: { startsAt },
  });
}

export function couponNotFound(): DomainError {
  return new DomainError('not-found', 'COUPON_NOT_FOUND', 'Coupon not found.');
}

export function userCouponNotFound(): DomainError {
  return new DomainError('not-found', 'USER_COUPON_NOT_FOUND', 'You have no such coupon.');
}

export function couponRevoked(): DomainError {
  return new DomainError('conflict', 'COUPON_REVOKED', 'This coupon has been withdrawn.');
}

export function couponSoldOut(couponId: number): DomainError {
  return new DomainError('conflict', 'COUPON_SOLD_OUT', `Coupon ${couponId} has run out.`);
}

export function couponAlreadyIssued(userCouponId: number): DomainError {
  return new DomainError('conflict', 'COUPON_ALREADY_ISSUED', 'You already have this coupon.', {
    about: { userCouponId },
  });
}

export function couponLimitExceeded(): DomainError {
  const message = `There can be at most ${MAX_QUANTITY} coupons of one kind.`;
  return new DomainError('conflict', 'COUPON_LIMIT_EXCEEDED', message, { about: { limit: MAX_QUANTITY } });
}
