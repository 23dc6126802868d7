import { answerOf, openShop, type Shop } from '@hotdeal/client';
import { loadDemoCatalogue } from '../../tools/demo-catalogue';
import { LiveShop } from '../support/live-shop';
import { until } from '../support/until';

describe('the demo catalogue of an empty shop', () => {
  let live: LiveShop;
  let shop: Shop;

  beforeAll(async () => {
    live = await LiveShop.open();
    shop = openShop({ baseUrl: live.url });
    await shop.login.logIn({ email: 'administrator@example.com', password: 'password123' });
    const begun = { begunAt: new Date().toISOString(), address: live.url };
    await loadDemoCatalogue(shop, begun);
    // As after an interruption.
    await loadDemoCatalogue(shop, begun);
  });

  afterAll(async () => {
    await live.close();
  });

  const products = async () =>
    (await answerOf(shop.api.GET('/api/products', { params: { query: { limit: 100 } } }))).items;

  it('has sixteen products with stock, at least one of each category, however often the load is continued', async () => {
    const listed = await products();
    expect(listed).toHaveLength(16);
    expect(new Set(listed.map(({ productCategory }) => productCategory)).size).toBe(14);
    const body = { productIds: listed.map(({ productId }) => productId) };
    const stocks = await answerOf(shop.api.POST('/api/stocks/search', { body }));
    expect(stocks.filter(({ available }) => available)).toHaveLength(16);
  });

  it('shows each product by a picture of its own, which the shop serves', async () => {
    const pictures = (await products()).map(({ productImageUrl }) => productImageUrl);
    expect(new Set(pictures).size).toBe(16);
    for (const picture of pictures) {
      const answer = await fetch(picture);
      expect([picture, answer.status, answer.headers.get('content-type')]).toEqual([picture, 200, 'image/svg+xml']);
    }
  });

  it.each([
    ['active', 'AMOUNT', 99],
    ['upcoming', 'RATE', 1_000],
  ] as const)('has one coupon that is %s, however often the load is continued', async (status, discountType, left) => {
    const { items } = await answerOf(shop.api.GET('/api/coupons', { params: { query: { status } } }));
    expect(items).toMatchObject([{ discountType, remaining: left }]);
  });

  it.each([
    ['active', '데스크 위크 · Desk week'],
    ['upcoming', '주말 리프레시 · Weekend refresh'],
    ['ended', '포근한 집 · Cosy home'],
  ] as const)('has one deal that is %s, with a banner', async (status, name) => {
    const { items } = await answerOf(shop.api.GET('/api/event', { params: { query: { status } } }));
    expect(items.map(({ eventName }) => eventName)).toEqual([name]);
    const banner = await fetch(items[0]?.bannerUrl ?? '');
    expect([banner.status, banner.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  });
});

describe('the demo catalogue of a shop whose orders are to be paid', () => {
  it('has orders that are paid by points, none of which are left over, however often the load is continued', async () => {
    const live = await LiveShop.open({ variables: { PAYMENTS: 'on' } });
    const shop = openShop({ baseUrl: live.url });
    await shop.login.logIn({ email: 'administrator@example.com', password: 'password123' });
    const begun = { begunAt: new Date().toISOString(), address: live.url };
    await loadDemoCatalogue(shop, begun);
    await loadDemoCatalogue(shop, begun);
    const statuses = async () => (await answerOf(shop.api.GET('/api/orders'))).items.map(({ status }) => status);
    await until(async () => (await statuses()).every((status) => status === 'ORDER_SUCCESS'));
    expect(await statuses()).toHaveLength(3);
    expect(await answerOf(shop.api.GET('/api/points'))).toMatchObject({ balance: 0, reserved: 0 });
    await live.close();
  });
});
