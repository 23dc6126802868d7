import type { Route } from 'playwright-core';
import { describeInBrowser, PHONE } from './rig/browser';
import { LiveSale } from './rig/live-sale';

describeInBrowser('a deal', () => {
  let sale: LiveSale;

  beforeAll(async () => {
    sale = await LiveSale.open();
  });
  afterAll(() => sale.close());

  it('that is created in the console arrives in an open storefront, and is bought there, without a reload', async () => {
    const [{ page: admin, ...console }, { page: buyer, ...storefront }] = await Promise.all([
      sale.console(),
      sale.customer('Kim', { viewport: PHONE }),
    ]);
    await admin.getByRole('navigation').getByRole('link', { name: 'Products' }).click();
    await admin.getByRole('link', { name: 'New product' }).click();
    await admin.getByLabel('Name').fill('Lantern');
    await admin.getByLabel('Description').fill('It shines outdoors.');
    await admin.getByLabel('Price').fill('30000');
    await admin.getByLabel('Image URL').fill(`${sale.url}/icon.svg`);
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
    expect([console, storefront].flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  it('says a toast, a notification and a badge to who has subscribed to its product', async () => {
    const productId = await sale.product({ name: 'Kettle', units: 5 });
    const { page } = await sale.customer('Lee');
    await page.goto(`${sale.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Deal alerts', pressed: false }).click();
    await page.getByRole('button', { name: 'Deal alerts', pressed: true }).waitFor();
    await sale.deal(productId);
    await page.getByText('Deal started: 20% off 1 product').waitFor();
    await page.getByText('₩40,000').first().waitFor();
    await page.getByRole('link', { name: 'Notifications 1 unread' }).click();
    await page.getByRole('main').getByText('Kettle').waitFor();
  });

  it('that has ended leaves no price that nobody charges, but what comes after it', async () => {
    const productId = await sale.product({ name: 'Jug', units: 5 });
    await sale.deal(productId);
    const better = await sale.dealAt(50, productId);
    const { page } = await sale.customer('Yoon');
    await page.goto(`${sale.url}/#/products/${productId}`);
    await page.locator('.price strong', { hasText: '₩25,000' }).waitFor();
    const json = await sale.bestDealOf(productId);
    let answer = (): void => undefined;
    const answered = new Promise<void>((done) => (answer = done));
    // An instance that has not heard of the end yet.
    const late = async (route: Route): Promise<void> => answered.then(() => route.fulfill({ json }));
    await page.route('**/api/event/search-event', late, { times: 1 });
    await sale.end(better);
    await page.getByText('Checking the price').waitFor();
    expect(await page.locator('.price strong').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Buy' }).isDisabled()).toBe(true);
    answer();
    await page.locator('.price strong', { hasText: '₩40,000' }).waitFor();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Order confirmed: 1 item, ₩40,000').waitFor();
  });

  it('that came and went while the connection was lost is as the shop has it when it is back', async () => {
    const [kept, came] = [
      await sale.product({ name: 'Kept', units: 5 }),
      await sale.product({ name: 'Came', units: 5 }),
    ];
    const eventId = await sale.deal(kept);
    const { page } = await sale.customer('Park');
    const running = page.getByRole('article', { name: 'On now' });
    await running.getByRole('link', { name: 'Kept' }).waitFor();
    sale.way.cut();
    await page.getByText('Connection lost').waitFor();
    await sale.deal(came);
    await sale.end(eventId);
    sale.way.mend();
    await running.getByRole('link', { name: 'Came' }).waitFor();
    await running.getByRole('link', { name: 'Kept' }).waitFor({ state: 'detached' });
    await page.getByText('Connection lost').waitFor({ state: 'detached' });
    await page.getByText('Deal started').first().waitFor();
  });

  it('of which an order was cancelled while the connection was lost shows that when it is back', async () => {
    const productId = await sale.product({ name: 'Plate', units: 1 });
    const { page } = await sale.customer('Jung');
    await page.goto(`${sale.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByRole('link', { name: 'View my orders' }).click();
    const cancel = page.getByRole('button', { name: /^Cancel order/ });
    const orderId = Number((await cancel.getAttribute('aria-label'))?.replace(/\D/g, ''));
    sale.way.cut();
    await page.getByText('Connection lost').waitFor();
    await sale.cancel(orderId);
    sale.way.mend();
    await cancel.waitFor({ state: 'detached' });
    await page.getByRole('main').getByText('Cancelled', { exact: true }).last().waitFor();
  });

  it('is bought once by an order whose answer was lost, and once by one that could not be sent', async () => {
    const productId = await sale.product({ name: 'Bowl', units: 5 });
    const { page } = await sale.customer('Choi');
    await page.goto(`${sale.url}/#/products/${productId}`);
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
    expect([lost, await sale.unitsLeft(productId)]).toEqual([1, 4]);
    sale.way.cut();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Your order will be sent again').waitFor();
    sale.way.mend();
    await page.getByText('Order confirmed: 1').waitFor();
    expect(await sale.unitsLeft(productId)).toBe(3);
  });
});
