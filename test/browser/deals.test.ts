import type { Route } from 'playwright-core';
import { describeInBrowser, PHONE } from './support/browser';
import { BrowserShop } from './support/browser-shop';

describeInBrowser('a deal', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open();
  });
  afterAll(() => shop.close());

  it('appears in an open storefront after its creation in the console, and can be bought without a reload', async () => {
    const [{ page: admin, ...console }, { page: buyer, ...storefront }] = await Promise.all([
      shop.console(),
      shop.customer('Kim', { viewport: PHONE }),
    ]);
    await admin.getByRole('navigation').getByRole('link', { name: 'Products' }).click();
    await admin.getByRole('link', { name: 'New product' }).click();
    await admin.getByLabel('Name').fill('Lantern');
    await admin.getByLabel('Description').fill('It shines outdoors.');
    await admin.getByLabel('Price').fill('30000');
    await admin.getByLabel('Image URL').fill(`${shop.url}/icon.svg`);
    await admin.getByLabel('Category').selectOption({ label: 'Home/Living' });
    await admin.getByRole('button', { name: 'Create product' }).click();
    await admin.getByLabel('New quantity').fill('3');
    await admin.getByRole('button', { name: 'Set stock' }).click();
    await admin.getByText('3 units').waitFor();
    await admin.getByRole('navigation').getByRole('link', { name: 'Deals' }).click();
    await admin.getByRole('link', { name: 'New deal' }).click();
    await admin.getByLabel('Product name').fill('Lan');
    await admin.getByRole('button', { name: 'Search' }).click();
    await admin.getByRole('button', { name: 'Add Lantern' }).click();
    await admin.getByLabel('Discount').fill('50');
    await admin.getByRole('cell', { name: '₩15,000' }).waitFor();
    await admin.getByRole('button', { name: 'Create deal' }).click();

    const running = buyer.getByRole('article', { name: 'On now' });
    await running.getByRole('link', { name: 'Lantern' }).click();
    await buyer.getByText('₩15,000').first().waitFor();
    await buyer.getByRole('button', { name: 'Buy' }).click();
    await buyer.getByText('Order confirmed: 1 item, ₩15,000').waitFor();
    await admin.getByRole('button', { name: 'End deal' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'End deal' }).click();
    await buyer.getByText('₩15,000', { exact: true }).waitFor({ state: 'detached' });
    await buyer.getByText('₩30,000').first().waitFor();
    expect([console, storefront].flatMap(({ consoleErrors }) => consoleErrors)).toEqual([]);
  });

  it('notifies a subscriber of its product with a toast, a badge and a notification', async () => {
    const productId = await shop.product({ name: 'Kettle', units: 5 });
    const { page } = await shop.customer('Lee');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Deal alerts', pressed: false }).click();
    await page.getByRole('button', { name: 'Deal alerts', pressed: true }).waitFor();
    await shop.deal(productId);
    await page.getByText('Deal started: 20% off 1 product').waitFor();
    await page.getByText('₩40,000').first().waitFor();
    await page.getByRole('link', { name: 'Notifications 1 unread' }).click();
    await page.getByRole('main').getByText('Kettle').waitFor();
  });

  it('shows no price after its end until the next price is known', async () => {
    const productId = await shop.product({ name: 'Jug', units: 5 });
    await shop.deal(productId);
    const better = await shop.dealAt(50, productId);
    const { page } = await shop.customer('Yoon');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.locator('.price strong', { hasText: '₩25,000' }).waitFor();
    const json = await shop.bestDealOf(productId);
    let answer = (): void => undefined;
    const answered = new Promise<void>((done) => (answer = done));
    // The answer of an instance that does not know of the end yet.
    const late = async (route: Route): Promise<void> => answered.then(() => route.fulfill({ json }));
    await page.route('**/api/event/search-event', late, { times: 1 });
    await shop.end(better);
    await page.getByText('Checking the price').waitFor();
    expect(await page.locator('.price strong').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Buy' }).isDisabled()).toBe(true);
    answer();
    await page.locator('.price strong', { hasText: '₩40,000' }).waitFor();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Order confirmed: 1 item, ₩40,000').waitFor();
  });

  it('is up to date after a reconnection, if it opened or ended while the connection was lost', async () => {
    const [kept, came] = [
      await shop.product({ name: 'Kept', units: 5 }),
      await shop.product({ name: 'Came', units: 5 }),
    ];
    const eventId = await shop.deal(kept);
    const { page } = await shop.customer('Park');
    const running = page.getByRole('article', { name: 'On now' });
    await running.getByRole('link', { name: 'Kept' }).waitFor();
    shop.proxy.cut();
    await page.getByText('Connection lost').waitFor();
    await shop.deal(came);
    await shop.end(eventId);
    shop.proxy.mend();
    await running.getByRole('link', { name: 'Came' }).waitFor();
    await running.getByRole('link', { name: 'Kept' }).waitFor({ state: 'detached' });
    await page.getByText('Connection lost').waitFor({ state: 'detached' });
    await page.getByText('Deal started').first().waitFor();
  });

  it('shows an order as cancelled after a reconnection, if it was cancelled while the connection was lost', async () => {
    const productId = await shop.product({ name: 'Plate', units: 1 });
    const { page } = await shop.customer('Jung');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByRole('link', { name: 'View my orders' }).click();
    const cancel = page.getByRole('button', { name: /^Cancel order/ });
    const orderId = Number((await cancel.getAttribute('aria-label'))?.replace(/\D/g, ''));
    shop.proxy.cut();
    await page.getByText('Connection lost').waitFor();
    await shop.cancel(orderId);
    shop.proxy.mend();
    await cancel.waitFor({ state: 'detached' });
    await page.getByRole('main').getByText('Cancelled', { exact: true }).last().waitFor();
  });

  it('is ordered once if the answer was lost, and once if the request could not be sent', async () => {
    const productId = await shop.product({ name: 'Bowl', units: 5 });
    const { page } = await shop.customer('Choi');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('status', { name: 'Stock' }).getByText('5 left').waitFor();
    let lost = 0;
    await page.route(
      '**/api/orders/products',
      async (route) => {
        lost += 1;
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Order confirmed: 1').waitFor();
    expect([lost, await shop.unitsLeft(productId)]).toEqual([1, 4]);
    shop.proxy.cut();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Your order will be sent again').waitFor();
    shop.proxy.mend();
    await page.getByText('Order confirmed: 1').waitFor();
    expect(await shop.unitsLeft(productId)).toBe(3);
  });
});
