import type { Page } from 'playwright-core';
import { describeInBrowser, PHONE } from './support/browser';
import { BrowserShop, signIn } from './support/browser-shop';

const FOCUSED = 'document.activeElement?.textContent';

function refusal(code: string, about?: object): string {
  return JSON.stringify({ type: 'about:blank', title: 'Conflict', status: 409, code, detail: '', about });
}

describeInBrowser('a coupon', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open();
  });
  afterAll(() => shop.close());

  it('of which one is left goes to one of two customers, and all see that none is left', async () => {
    await shop.coupon({ name: 'Welcome', quantity: 1 });
    const windows = [await shop.customer('Kim'), await shop.customer('Lee')];
    const guest = await shop.browser.window();
    const pages = windows.map(({ page }) => page);
    for (const page of [...pages, guest.page]) await page.goto(`${shop.url}/#/coupons`);
    for (const page of [...pages, guest.page]) await page.getByText('1 of 1 left').waitFor();
    await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Get coupon: Welcome' }).click()));
    const results = await Promise.all(
      pages.map(async (page) => {
        await page.getByText(/The coupon is yours|All coupons have been claimed/).waitFor();
        return page.evaluate<string>(FOCUSED);
      }),
    );
    const winner = pages[results.findIndex((result) => result.includes('The coupon is yours'))] as Page;
    expect(results.filter((result) => result.includes('All coupons have been claimed'))).toHaveLength(1);
    await guest.page.getByText('None left').first().waitFor();
    await winner.reload();
    await winner.getByRole('button', { name: 'Yours: Welcome' }).waitFor();
    await winner.getByRole('link', { name: 'My coupons' }).click();
    await winner.getByRole('heading', { name: 'Welcome' }).waitFor();
  });

  it('is given to a guest who signs in for it', async () => {
    await shop.coupon({ name: 'Spring', quantity: 10 });
    await shop.signUp('Choi');
    const window = await shop.browser.window({ viewport: PHONE });
    const { page } = window;
    await page.goto(`${shop.url}/#/coupons`);
    await page.getByRole('button', { name: 'Get coupon: Spring' }).click();
    await signIn(window, 'choi@example.com');
    await page.getByText('The coupon is yours.').waitFor();
    expect(await page.evaluate<string>(FOCUSED)).toContain('The coupon is yours.');
  });

  it('that starts soon can be had as soon as the shop’s clock says so, without a reload', async () => {
    const { page } = await shop.customer('Kang');
    await shop.coupon({ name: 'Summer', quantity: 10, startsInMs: 8_000 });
    await page.goto(`${shop.url}/#/coupons`);
    const card = page.getByRole('listitem').filter({ hasText: 'Summer' });
    await card.getByText('Starts in').waitFor();
    await card.getByRole('button', { name: 'Get coupon: Summer' }).click();
    await card.getByText('The coupon is yours.').waitFor();
  });

  it.each([
    ['COUPON_SOLD_OUT', undefined, '쿠폰이 모두 소진되었어요.'],
    ['COUPON_ENDED', undefined, '발급이 종료된 쿠폰이에요.'],
    ['COUPON_REVOKED', undefined, '사용이 중지된 쿠폰이에요.'],
    ['COUPON_ALREADY_ISSUED', { userCouponId: 7 }, '이미 받은 쿠폰이에요.'],
    ['COUPON_NOT_STARTED', { startsAt: '2030-01-01T00:00:00.000Z' }, '아직 받을 수 없어요. 2030. 1. 1.'],
  ])('that is refused with %s says so in Korean', async (code, about, text) => {
    await shop.coupon({ name: code, quantity: 10 });
    const { page } = await shop.customer(`Park-${code.toLowerCase()}`);
    await page.getByRole('button', { name: '한국어' }).click();
    const answer = { status: 409, contentType: 'application/problem+json', body: refusal(code, about) };
    await page.route('**/api/coupons/*/issue', (route) => route.fulfill(answer));
    await page.goto(`${shop.url}/#/coupons`);
    await page.getByRole('button', { name: `쿠폰 받기: ${code}` }).click();
    await page.getByText(text).waitFor();
    expect(await page.evaluate<string>(FOCUSED)).toContain(text);
  });
});
