import { claim, couponBody, createCoupon, hoursFromNow } from '../support/coupons';
import { openShop, type Shop } from '../support/shop';

describe('a coupon', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ variables: { RATE_LIMIT_COUPONS: '1000' } });
  });
  afterAll(() => shop.close());

  it('is created by an administrator, shown to everyone, and claimed once by a user', async () => {
    const created = await shop.admin.post('/api/coupons', couponBody({ minOrderPrice: 5_000 }));
    expect(created.status).toBe(201);
    const { couponId } = created.body as { couponId: number };
    expect(created.headers.get('location')).toBe(`/api/coupons/${couponId}`);
    expect(created.body).toMatchObject({ remaining: 100, maxDiscount: null, validUntil: null, revoked: false });

    const issued = await shop.buyer(1).post(`/api/coupons/${couponId}/issue`);
    expect([issued.status, issued.body]).toEqual([201, expect.objectContaining({ status: 'USABLE', orderId: null })]);
    const { userCouponId } = issued.body as { userCouponId: number };
    expect(issued.headers.get('location')).toBe(`/api/coupons/mine/${userCouponId}`);
    expect((await shop.buyer(1).get(`/api/coupons/mine/${userCouponId}`)).body).toEqual(issued.body);
    expect((await shop.buyer(2).get(`/api/coupons/mine/${userCouponId}`)).status).toBe(404);
    expect((await shop.anonymous.get(`/api/coupons/${couponId}`)).body).toMatchObject({ remaining: 99 });

    expect(await claim(shop.buyer(1), couponId)).toEqual([409, 'COUPON_ALREADY_ISSUED', { userCouponId }]);
    const short = await shop.buyer(1).post('/api/coupons/issue', { couponId });
    expect([short.status, short.body]).toEqual([409, expect.objectContaining({ about: { userCouponId } })]);
  });

  it('that is unknown, has not begun, has ended, is revoked or sold out is refused with its own code', async () => {
    const coming = await createCoupon(shop.admin, { issueStartTime: hoursFromNow(1) });
    const ended = await createCoupon(shop.admin);
    const revoked = await createCoupon(shop.admin);
    const single = await createCoupon(shop.admin, { quantity: 1 });
    await shop.admin.delete(`/api/coupons/${ended}`);
    await shop.admin.post(`/api/coupons/${revoked}/revoke`);
    await claim(shop.buyer(1), single);
    const codes = [];
    for (const couponId of [999_999, coming, ended, revoked, single, single]) {
      codes.push((await claim(shop.buyer(2), couponId)).slice(0, 2));
    }
    expect(codes).toEqual([
      [404, 'COUPON_NOT_FOUND'],
      [409, 'COUPON_NOT_STARTED'],
      [409, 'COUPON_ENDED'],
      [409, 'COUPON_REVOKED'],
      [409, 'COUPON_SOLD_OUT'],
      [409, 'COUPON_SOLD_OUT'],
    ]);
  });

  it('tells its holder the id for ever: when it is sold out, ended and revoked', async () => {
    const couponId = await createCoupon(shop.admin, { quantity: 1 });
    const [, userCouponId] = await claim(shop.buyer(1), couponId);
    const owned = [409, 'COUPON_ALREADY_ISSUED', { userCouponId }];
    expect(await claim(shop.buyer(2), couponId)).toEqual([409, 'COUPON_SOLD_OUT', undefined]);
    expect(await claim(shop.buyer(1), couponId)).toEqual(owned);
    await shop.admin.delete(`/api/coupons/${couponId}`);
    expect(await claim(shop.buyer(1), couponId)).toEqual(owned);
    await shop.admin.post(`/api/coupons/${couponId}/revoke`);
    expect(await claim(shop.buyer(1), couponId)).toEqual(owned);
  });
});
