import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';

interface Coupon {
  readonly couponId: number;
  readonly name: string;
}

describeInBrowser('the coupons of the console', () => {
  let shop: BrowserShop;
  let page: Page;

  beforeAll(async () => {
    shop = await BrowserShop.open();
    ({ page } = await shop.console({ timezone: 'Asia/Seoul' }));
  });
  afterAll(() => shop.close());

  const couponNamed = async (name: string): Promise<Coupon | undefined> => {
    const { items } = (await (await fetch(`${shop.url}/api/coupons?limit=100`)).json()) as { items: Coupon[] };
    return items.find((coupon) => coupon.name === name);
  };

  it('creates a coupon with a cap and a minimum, although the first answer is lost', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Coupons' }).click();
    await page.getByText('No coupons are being issued').waitFor();
    await page.getByRole('link', { name: 'New coupon' }).click();
    await page.getByLabel('Name').fill('Welcome');
    await page.getByLabel('Discount (%)').fill('15');
    await page.getByLabel('Maximum discount').fill('5000');
    await page.getByLabel('Minimum order').fill('30000');
    await page.getByLabel('Number of coupons').fill('2');
    await page.getByText('15% off (up to ₩5,000) · Orders of ₩30,000 or more · 2 coupons').waitFor();
    await page.getByLabel('Issued until').fill('2036-01-01T09:00');
    await page.route(
      '**/api/coupons',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Create coupon' }).click();
    await page.getByRole('alert').getByText('No connection').waitFor();
    await page.getByRole('button', { name: 'Create coupon' }).click();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    expect(await couponNamed('Welcome')).toMatchObject({
      discountType: 'RATE',
      discountValue: 15,
      maxDiscount: 5_000,
      minOrderPrice: 30_000,
      quantity: 2,
      issueEndTime: '2036-01-01T00:00:00.000Z',
      validDays: 30,
    });
    await page.goto(`${shop.url}/admin#/coupons`);
    await page.getByRole('row', { name: 'Welcome' }).waitFor();
    expect(await page.getByRole('row', { name: 'Welcome' }).count()).toBe(1);
  });

  it('says in Korean what the shop refuses, and asks before what was entered is lost', async () => {
    await page.getByRole('button', { name: '한국어' }).click();
    await page.goto(`${shop.url}/admin#/coupons`);
    await page.getByRole('link', { name: '쿠폰 만들기' }).click();
    await page.getByLabel('쿠폰명').fill('봄맞이');
    await page.getByLabel('금액 (원)', { exact: true }).check();
    await page.getByLabel('발급 종료 시각').fill('2020-01-01T09:00');
    await page.getByRole('button', { name: '쿠폰 만들기' }).click();
    await page.getByText('더 늦은 시각을 입력해 주세요.').waitFor();
    await page.getByRole('navigation').getByRole('link', { name: '핫딜' }).click();
    await page.getByRole('button', { name: '계속 작성하기' }).click();
    expect(await page.getByLabel('쿠폰명').inputValue()).toBe('봄맞이');
    await page.evaluate('history.back()');
    await page.getByRole('button', { name: '나가기' }).click();
    await page.getByRole('heading', { name: '쿠폰', exact: true }).waitFor();
    expect(await couponNamed('봄맞이')).toBeUndefined();
    await page.getByRole('button', { name: 'English' }).click();
  });

  it('shows how many were issued while customers take them, and issues more after an increase', async () => {
    const coupon = await couponNamed('Welcome');
    await page.goto(`${shop.url}/admin#/coupons/${coupon?.couponId}`);
    await page.getByText('Not yet').first().waitFor();
    for (const name of ['Kim', 'Lee']) await shop.takeCoupon(name, coupon?.couponId ?? 0);
    await figure(page, 'Issued', '2 / 2');
    await figure(page, 'Status', 'All issued');
    await page.getByLabel('Number to add').fill('10000000');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('That is more than a coupon can have.').waitFor();
    await page.getByLabel('Number to add').fill('3');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await figure(page, 'Issued', '2 / 5');
    await figure(page, 'Left', '3');
    await figure(page, 'Status', 'Active');
  });

  it('ends the issue of a coupon, then revokes those that were issued, after a confirmation each', async () => {
    const coupon = await couponNamed('Welcome');
    await page.goto(`${shop.url}/admin#/coupons/${coupon?.couponId}`);
    await page.getByRole('button', { name: 'End issuing' }).click();
    await page.getByRole('dialog').getByText('Coupons already issued stay valid.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'End issuing' }).click();
    await figure(page, 'Status', 'Ended');
    expect(await page.getByLabel('Number to add').count()).toBe(0);
    await page.getByRole('button', { name: 'Revoke coupon' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await figure(page, 'Status', 'Ended');
    await page.getByRole('button', { name: 'Revoke coupon' }).click();
    await page.getByRole('dialog').getByText('already issued (2)').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke coupon' }).click();
    await figure(page, 'Status', 'Revoked');
    await page.goto(`${shop.url}/admin#/coupons?status=ended`);
    await page.getByRole('row', { name: 'Welcome' }).getByText('Revoked').waitFor();
  });

  it('asks before unsaved changes of a product are left, and shows what saved ones have replaced', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 1 });
    await page.goto(`${shop.url}/admin#/products/${productId}`);
    await page.getByText('Nothing has been changed yet').waitFor();
    await page.getByLabel('Price (won)').fill('60000');
    await page.getByRole('navigation').getByRole('link', { name: 'Products' }).click();
    await page.getByRole('button', { name: 'Keep editing' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: 'Lamp' }).filter({ hasText: '₩50,000' }).waitFor();
    await page.getByRole('row', { name: 'Current version' }).filter({ hasText: '₩60,000' }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Products' }).click();
    await page.getByRole('heading', { name: 'Products', exact: true }).waitFor();
  });
});

async function figure(page: Page, name: string, value: string): Promise<void> {
  await page
    .locator('dl > div', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd', { hasText: new RegExp(`^${value}$`) })
    .waitFor();
}
