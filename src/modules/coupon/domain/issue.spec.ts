import type { Coupon } from './coupon';
import { decideIssue, type IssuedCoupon, type NumberedRequest } from './issue';

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));
const NOW = at(12);

const coupon = (changes: Partial<Coupon> = {}): Coupon => ({
  couponId: 1,
  name: 'coupon',
  discountType: 'AMOUNT',
  discountValue: 1_000,
  maxDiscount: null,
  minOrderPrice: 0,
  quantity: 2,
  issued: 0,
  issueStartTime: at(10),
  issueEndTime: at(20),
  validDays: 1,
  validUntil: null,
  revokedAt: null,
  createdAt: at(0),
  ...changes,
});
const request = (userCouponId: number, userId: number, changes: Partial<NumberedRequest> = {}): NumberedRequest => ({
  userCouponId,
  couponId: 1,
  userId,
  instant: NOW,
  ...changes,
});
const owned = (userCouponId: number, userId: number): IssuedCoupon => ({
  userCouponId,
  couponId: 1,
  userId,
  issuedAt: at(11),
  expiresAt: at(23),
});

/** The ids of the coupons that were issued, and the codes of the refusals with the ids that they name. */
const decide = (
  requests: readonly NumberedRequest[],
  changes: Partial<Coupon> = {},
  holders: readonly IssuedCoupon[] = [],
): { outcomes: unknown[]; added: number[] } => {
  const { outcomes, added } = decideIssue(requests, { coupons: new Map([[1, coupon(changes)]]), holders, now: NOW });
  return {
    outcomes: outcomes.map((outcome) => {
      if ('issued' in outcome) return outcome.issued.userCouponId;
      const { userCouponId } = (outcome.refusal.about ?? {}) as { userCouponId?: number };
      return [outcome.refusal.code, ...(userCouponId === undefined ? [] : [userCouponId])].join(' ');
    }),
    added: added.map(({ userCouponId }) => userCouponId),
  };
};

describe('issuing coupons', () => {
  it('gives what is left to the first who ask', () => {
    expect(decide([request(1, 7), request(2, 8), request(3, 9)])).toEqual({
      outcomes: [1, 2, 'COUPON_SOLD_OUT'],
      added: [1, 2],
    });
    expect(decide([request(1, 7), request(2, 8)], { issued: 1 }).added).toEqual([1]);
  });

  it('gives a user who asks twice at once one coupon', () => {
    expect(decide([request(1, 7), request(2, 7), request(3, 8)])).toEqual({
      outcomes: [1, 'COUPON_ALREADY_ISSUED 1', 3],
      added: [1, 3],
    });
  });

  it('tells a holder the id before any other refusal', () => {
    for (const changes of [{}, { issued: 2 }, { issueEndTime: at(11) }, { revokedAt: at(11) }]) {
      expect(decide([request(5, 7)], changes, [owned(3, 7)])).toEqual({
        outcomes: ['COUPON_ALREADY_ISSUED 3'],
        added: [],
      });
    }
  });

  it('recognizes by the id what an earlier attempt of the same transaction has stored', () => {
    expect(decide([request(3, 7), request(4, 7)], { issued: 2 }, [owned(3, 7)])).toEqual({
      outcomes: [3, 'COUPON_ALREADY_ISSUED 3'],
      added: [],
    });
  });

  it.each<[string, Partial<Coupon>, number, string | number]>([
    ['at its start', {}, 10, 1],
    ['before its start', {}, 9, 'COUPON_NOT_STARTED'],
    ['at its end', {}, 20, 'COUPON_ENDED'],
    ['before its start, when it was ended already', { issueEndTime: at(8) }, 9, 'COUPON_ENDED'],
    ['when it would have expired already', { validDays: null, validUntil: at(12) }, 12, 'COUPON_ENDED'],
    ['when it is revoked', { revokedAt: at(11) }, 12, 'COUPON_REVOKED'],
    ['when it is revoked and over', { revokedAt: at(11) }, 21, 'COUPON_REVOKED'],
  ])('judges the window when the request arrives: %s', (_, changes, hour, outcome) => {
    expect(decide([request(1, 7, { instant: at(hour) })], changes).outcomes).toEqual([outcome]);
  });

  it('refuses a coupon that does not exist', () => {
    expect(decide([request(1, 7, { couponId: 2 })]).outcomes).toEqual(['COUPON_NOT_FOUND']);
  });

  it.each<[string, Partial<Coupon>, Date]>([
    ['after its days', { validDays: 2 }, new Date(NOW.getTime() + 2 * 86_400_000)],
    ['at the end that all of them have', { validDays: null, validUntil: at(18) }, at(18)],
  ])('lets a coupon expire %s', (_, changes, expiresAt) => {
    const state = { coupons: new Map([[1, coupon(changes)]]), holders: [], now: NOW };
    expect(decideIssue([request(1, 7)], state).added).toMatchObject([{ issuedAt: NOW, expiresAt }]);
  });
});
