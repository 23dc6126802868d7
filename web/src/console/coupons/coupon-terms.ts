import type { components } from '@hotdeal/client';
import { type EnteredTime, instantOf, NO_TIME } from '../ui/entered-time';

export type CouponBody = components['schemas']['CouponDto'];

/** What is entered in the form of a coupon. */
export interface CouponTerms {
  readonly name: string;
  readonly discountType: 'RATE' | 'AMOUNT';
  readonly value: string;
  /** empty for none */
  readonly maxDiscount: string;
  /** empty for none */
  readonly minOrderPrice: string;
  readonly quantity: string;
  /** undefined for now */
  readonly start: EnteredTime | undefined;
  readonly end: EnteredTime;
  readonly validBy: 'days' | 'time';
  readonly validDays: string;
  readonly validUntil: EnteredTime;
}

/** What a part of the form for a coupon shows and changes. */
export interface CouponFieldsProperties {
  readonly terms: CouponTerms;
  readonly onTerms: (change: Partial<CouponTerms>) => void;
  /** by the field of the API */
  readonly errors: ReadonlyMap<string, string>;
}

export const NEW_COUPON: CouponTerms = {
  name: '',
  discountType: 'RATE',
  value: '10',
  maxDiscount: '',
  minOrderPrice: '',
  quantity: '100',
  start: undefined,
  end: NO_TIME,
  validBy: 'days',
  validDays: '30',
  validUntil: NO_TIME,
};

/**
 * What is sent for a new coupon.
 *
 * @param now by the clock of the shop
 * @returns nothing while a time is missing or skipped by clocks
 */
export function bodyOf(terms: CouponTerms, now: number): CouponBody | undefined {
  const issueStartTime = terms.start === undefined ? new Date(now).toISOString() : instantOf(terms.start);
  const issueEndTime = instantOf(terms.end);
  const validUntil = terms.validBy === 'time' ? instantOf(terms.validUntil) : undefined;
  if (issueStartTime === undefined || issueEndTime === undefined) return undefined;
  if (terms.validBy === 'time' && validUntil === undefined) return undefined;
  const isCapped = terms.discountType === 'RATE' && terms.maxDiscount !== '';
  return {
    name: terms.name.trim(),
    discountType: terms.discountType,
    discountValue: Number(terms.value),
    ...(isCapped && { maxDiscount: Number(terms.maxDiscount) }),
    ...(terms.minOrderPrice !== '' && { minOrderPrice: Number(terms.minOrderPrice) }),
    quantity: Number(terms.quantity),
    issueStartTime,
    issueEndTime,
    ...(validUntil === undefined ? { validDays: Number(terms.validDays) } : { validUntil }),
  };
}
