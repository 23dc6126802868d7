import { answerOf } from '@hotdeal/client';
import { describeInBrowser, PHONE } from './support/browser';
import { BrowserShop } from './support/browser-shop';
import { PayingCustomer } from './support/paying-customer';

describeInBrowser('points', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open({ PAYMENTS: 'on' });
  });
  afterAll(() => shop.close());

  it('are charged once by a double click, and once more by another click', async () => {
    const kim = await PayingCustomer.of(shop, 'Kim', 0, { viewport: PHONE });
    const { page } = kim;
    await page.goto(`${shop.url}/#/points`);
    await page.getByRole('button', { name: '30,000 points' }).click();
    await page.getByRole('button', { name: 'Charge', exact: true }).dblclick();
    await page.getByText('30,000 points were added.').waitFor();
    expect(await kim.points()).toBe(30_000);
    await page.getByRole('listitem').filter({ hasText: 'Charged' }).getByText('+30,000').waitFor();
    await page.getByRole('button', { name: 'Charge', exact: true }).click();
    await page.getByText('60,000 points', { exact: true }).first().waitFor();
    expect(await kim.points()).toBe(60_000);
  });

  it('are charged once if the answer is lost and the page is reloaded', async () => {
    const lee = await PayingCustomer.of(shop, 'Lee', 0);
    const { page } = lee;
    await page.goto(`${shop.url}/#/points`);
    await page.getByLabel('Points to charge').fill('10000');
    await page.route('**/api/points/charge', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: 'Charge', exact: true }).click();
    await page.getByText('You are offline. Your request will be sent again').waitFor();
    await page.unroute('**/api/points/charge');
    await page.reload();
    await page.getByText('10,000 points were added.').waitFor();
    expect(await lee.points()).toBe(10_000);
  });

  it.each([
    ['999', 'Charge from 1,000 to 1,000,000 points.'],
    ['1000001', 'Charge from 1,000 to 1,000,000 points.'],
    ['600000', 'You can have up to 5,000,000 points. Please charge fewer.'],
  ])('are not charged if %s are asked for, and the page says why', async (amount, text) => {
    const han = await PayingCustomer.of(shop, `Han-${amount}`, 0);
    for (let number = 0; number < 5 && amount === '600000'; number += 1) await han.charge(900_000);
    const before = await han.points();
    const { page } = han;
    await page.goto(`${shop.url}/#/points`);
    await page.getByLabel('Points to charge').fill(amount);
    await page.getByRole('button', { name: 'Charge', exact: true }).click();
    await page.getByText(text).waitFor();
    expect(await han.points()).toBe(before);
  });
});

describeInBrowser('a shop whose customers cannot charge points themselves', () => {
  it('shows their points without the form', async () => {
    const shop = await BrowserShop.open({ PAYMENTS: 'on', POINT_CHARGE: 'admin' });
    const { page } = await shop.customer('Kim');
    await page.goto(`${shop.url}/#/points`);
    await page.getByText('You have no points history yet').waitFor();
    expect(await page.getByRole('button', { name: 'Charge', exact: true }).count()).toBe(0);
    await shop.close();
  });
});

describeInBrowser('a shop whose orders are not paid', () => {
  it('has no checkout and no points', async () => {
    const shop = await BrowserShop.open();
    const { page } = await shop.customer('Kim');
    await page.goto(`${shop.url}/#/my`);
    await page.getByText('Available coupons').waitFor();
    expect(await page.getByRole('link', { name: /^Points/ }).count()).toBe(0);
    for (const path of ['checkout?product=1', 'points']) {
      await page.goto(`${shop.url}/#/${path}`);
      await page.getByText('Page not found.').waitFor();
    }
    await shop.close();
  });

  it('shows the total of an order, and nothing that is due or paid', async () => {
    const shop = await BrowserShop.open();
    const { api } = await shop.signUp('Kim');
    const body = { orderItems: [{ productId: await shop.product({ name: 'Lamp', units: 1 }), quantity: 1 }] };
    const params = { header: { Prefer: 'wait=5' } };
    const { orderId } = await answerOf(api.POST('/api/orders/products', { params, body }));
    const { page } = await shop.customer('Kim', { hasAccount: true });
    await page.goto(`${shop.url}/#/orders/${orderId}`);
    const amounts = page.getByRole('region', { name: 'Amounts' });
    expect((await amounts.innerText()).split(/\s+/)).toEqual(['Amounts', 'Total', '₩50,000']);
    expect(await page.getByText(/Amount due|Paid/).count()).toBe(0);
    await shop.close();
  });
});
