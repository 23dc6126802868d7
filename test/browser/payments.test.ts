import { answerOf } from '@hotdeal/client';
import { until } from '../support/until';
import { describeInBrowser, PHONE } from './support/browser';
import { BrowserShop, signIn } from './support/browser-shop';
import { freezeAnswers } from './support/frozen-answers';
import { PayingCustomer } from './support/paying-customer';

const FOCUSED = 'document.activeElement?.textContent';

describeInBrowser('an order that is to be paid', () => {
  let shop: BrowserShop;
  let lamp: number;

  beforeAll(async () => {
    shop = await BrowserShop.open({ PAYMENTS: 'on' });
    lamp = await shop.product({ name: 'Lamp', units: 100, price: 40_000 });
  });
  afterAll(() => shop.close());

  it('is reviewed, placed and paid by points with one button, which says the amount', async () => {
    const kim = await PayingCustomer.of(shop, 'Kim', 100_000);
    const { page } = kim;
    await page.goto(`${shop.url}/#/products/${lamp}`);
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByRole('heading', { name: 'Checkout' }).waitFor();
    await page.getByRole('button', { name: 'Pay 40,000 points' }).click();
    await page.getByText('Your payment is complete.').waitFor();
    await kim.window.screenshot('storefront-paid');
    expect(await kim.points()).toBe(60_000);
    expect(await kim.statuses()).toEqual(['ORDER_SUCCESS']);
    // Back leads to the product: the checkout, which would order once more, is gone.
    await page.goBack();
    await page.getByRole('button', { name: 'Buy' }).waitFor();
    await page.getByRole('link', { name: 'My orders', exact: true }).click();
    await page.getByRole('listitem').getByText('Paid', { exact: true }).waitFor();
    await page.goto(`${shop.url}/#/my`);
    await page.getByRole('link', { name: 'Points 60,000' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Order paid' }).getByText('−40,000').waitFor();
  });

  it('is complete at once if its points cover everything', async () => {
    const lee = await PayingCustomer.of(shop, 'Lee', 50_000, { viewport: PHONE });
    const { page } = lee;
    await page.goto(`${shop.url}/#/checkout?product=${lamp}&quantity=1`);
    await page.getByRole('button', { name: 'Use all' }).click();
    await page.locator('.total', { hasText: '₩0' }).waitFor();
    expect(await page.getByLabel('Points to use').inputValue()).toBe('40000');
    await page.getByLabel('Points to use').fill('999999');
    await until(async () => (await page.getByLabel('Points to use').inputValue()) === '40000');
    await page.getByRole('button', { name: 'Pay 40,000 points' }).click();
    await page.getByText('Your order is complete.').waitFor();
    expect(await lee.points()).toBe(10_000);
  });

  it('of the cart is paid in part by points that were entered, and leaves the cart', async () => {
    const park = await PayingCustomer.of(shop, 'Park', 100_000);
    const rug = await shop.product({ name: 'Rug', units: 10, price: 10_000 });
    for (const productId of [lamp, rug])
      await answerOf(park.api.POST('/api/cart/items', { body: { productId, quantity: 1 } }));
    const { page } = park;
    await page.goto(`${shop.url}/#/cart`);
    await page.getByRole('button', { name: 'Order for ₩50,000' }).click();
    await page.getByLabel('Points to use').fill('20000');
    await page.getByRole('button', { name: 'Pay 30,000 points' }).click();
    await page.getByText('Your payment is complete.').waitFor();
    await page.locator('dd', { hasText: '−₩20,000' }).waitFor();
    await page.getByRole('link', { name: 'Cart', exact: true }).waitFor();
    expect(await park.points()).toBe(50_000);
  });

  it('of a guest is reviewed after signing in', async () => {
    await shop.signUp('Choi');
    const window = await shop.browser.window();
    const { page } = window;
    await page.goto(`${shop.url}/#/checkout?product=${lamp}&quantity=2`);
    await signIn(window, 'choi@example.com');
    await page.getByRole('heading', { name: 'Checkout' }).waitFor();
    await page.getByText('You need 80,000 more points.').waitFor();
    // This shop does not ship.
    expect(await page.getByText('address').count()).toBe(0);
    await page.goto(`${shop.url}/#/my`);
    await page.getByRole('heading', { name: 'Hello, Choi' }).waitFor();
    expect(await page.getByText('address').count()).toBe(0);
    await page.goto(`${shop.url}/#/addresses`);
    await page.getByText('Page not found.').waitFor();
  });

  it('says how many points are missing, leads to charging them and back, and is paid then', async () => {
    const kang = await PayingCustomer.of(shop, 'Kang', 30_000);
    const orderId = await kang.reserve(lamp);
    const { page } = kang;
    await page.goto(`${shop.url}/#/orders/${orderId}`);
    await page.getByText('You need 10,000 more points.').waitFor();
    await page.getByText('Time left to pay').waitFor();
    await kang.window.screenshot('storefront-short-of-points');
    await page.getByRole('link', { name: 'Charge points' }).click();
    expect(await page.getByLabel('Points to charge').inputValue()).toBe('10000');
    await page.getByRole('button', { name: 'Charge', exact: true }).click();
    await page.getByRole('link', { name: 'Back to your payment' }).click();
    await page.getByRole('button', { name: 'Pay 40,000 points', disabled: false }).click();
    await page.getByText('Your payment is complete.').waitFor();
    expect(await page.evaluate<string>(FOCUSED)).toContain('Your payment is complete.');
    expect(await kang.points()).toBe(0);
  });

  it('whose points were spent meanwhile says so, and can be paid when there are more', async () => {
    const han = await PayingCustomer.of(shop, 'Han', 50_000);
    const [first, second] = [await han.reserve(lamp), await han.reserve(lamp)];
    const { page } = han;
    const thaw = await freezeAnswers(page, '**/api/points');
    await page.goto(`${shop.url}/#/orders/${second}`);
    await page.getByText('50,000 points available').waitFor();
    await han.pay(first);
    await page.getByRole('button', { name: 'Pay 40,000 points' }).click();
    await page.getByText('Your payment did not go through. You do not have enough points.').waitFor();
    await thaw();
    await han.charge(30_000);
    await page.reload();
    await page.getByRole('button', { name: 'Pay 40,000 points', disabled: false }).click();
    await page.getByText('Your payment is complete.').waitFor();
    expect(await han.points()).toBe(0);
  });

  it('is cancelled and refunded, and its page says what came back', async () => {
    const jung = await PayingCustomer.of(shop, 'Jung', 50_000);
    const orderId = await jung.reserve(lamp);
    await jung.pay(orderId);
    const { page } = jung;
    await page.goto(`${shop.url}/#/orders/${orderId}`);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('What you paid and the points you used are refunded.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByText('You cancelled this order.').first().waitFor();
    await page.getByText('₩40,000 was refunded.').waitFor();
    await jung.window.screenshot('storefront-refunded');
    expect(await jung.points()).toBe(50_000);
  });

  it('is found by its stage among the orders, with the time that is left', async () => {
    const yoon = await PayingCustomer.of(shop, 'Yoon', 50_000);
    await yoon.pay(await yoon.reserve(lamp));
    const waiting = await yoon.reserve(lamp);
    const { page } = yoon;
    await page.goto(`${shop.url}/#/orders`);
    await page
      .getByRole('heading', { name: /^Order/ })
      .nth(1)
      .waitFor();
    await page.getByLabel('Status').selectOption('Waiting for payment');
    await page
      .getByRole('heading', { name: /^Order/ })
      .nth(1)
      .waitFor({ state: 'detached' });
    await page.getByText('Time left to pay').waitFor();
    await page.getByRole('link', { name: `Order ${waiting}: pay ₩40,000` }).click();
    await page.getByRole('button', { name: 'Pay 40,000 points' }).waitFor();
  });
});
