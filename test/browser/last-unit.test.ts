import { describeInBrowser, type Window } from './support/browser';
import { BrowserShop } from './support/browser-shop';

describeInBrowser('the last unit', () => {
  let shop: BrowserShop;
  let customers: Window[];

  beforeAll(async () => {
    shop = await BrowserShop.open();
    customers = await Promise.all(['Kim', 'Lee'].map((name) => shop.customer(name)));
  });
  afterAll(() => shop.close());

  it('is sold to one of two customers who buy at once, and the other sees that it is sold out', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 1 });
    await shop.deal(productId);
    await Promise.all(
      customers.map(async ({ page }) => {
        await page.getByRole('article', { name: 'On now' }).getByRole('link', { name: 'Lamp' }).click();
        await page.getByRole('status', { name: 'Stock' }).getByText('1 left').waitFor();
        await page.getByText('₩40,000').first().waitFor();
      }),
    );
    await Promise.all(customers.map(({ page }) => page.getByRole('button', { name: 'Buy' }).click()));
    const outcomes = await Promise.all(
      customers.map(async ({ page }) => {
        const outcome = page.getByText(
          /Order confirmed: 1 item, ₩40,000|Your order could not be placed|Nothing was ordered/,
        );
        return (await outcome.textContent())?.trim();
      }),
    );
    expect(outcomes.filter((outcome) => outcome?.startsWith('Order confirmed'))).toHaveLength(1);
    expect(await shop.unitsLeft(productId)).toBe(0);
    await Promise.all(
      customers.map(async ({ page }) => {
        await page.getByRole('status', { name: 'Stock' }).getByText('Sold out').waitFor();
        expect(await page.getByRole('button', { name: 'Sold out' }).isDisabled()).toBe(true);
      }),
    );
    const buyer = customers[outcomes.findIndex((outcome) => outcome?.startsWith('Order confirmed'))];
    await buyer?.screenshot('storefront-bought-the-last-unit');
    await buyer?.page.getByRole('link', { name: 'My orders', exact: true }).click();
    await buyer?.page.getByRole('main').getByText('Lamp').waitFor();
  });

  it('can be bought by another customer after a cancellation, without a reload', async () => {
    const productId = await shop.product({ name: 'Vase', units: 1 });
    const [kim, lee] = customers as [Window, Window];
    await Promise.all(
      [kim, lee].map(async ({ page }) => {
        await page.goto(`${shop.url}/#/products/${productId}`);
        await page.getByRole('heading', { name: 'Vase' }).waitFor();
      }),
    );
    await kim.page.getByRole('button', { name: 'Buy' }).click();
    await kim.page.getByText(/Order confirmed: 1/).waitFor();
    const soldOut = lee.page.getByRole('button', { name: 'Sold out' }).waitFor();
    await kim.page.getByRole('link', { name: 'View my orders' }).click();
    const order = kim.page.getByRole('listitem').filter({ has: kim.page.getByRole('link', { name: 'Vase' }) });
    const cancel = order.getByRole('button', { name: /Cancel/ });
    await cancel.waitFor();
    await soldOut;
    await cancel.click();
    await kim.page.getByRole('dialog').getByRole('button', { name: 'Cancel order', exact: true }).click();
    await order.getByText('Cancelled', { exact: true }).last().waitFor();
    await lee.page.getByRole('button', { name: 'Buy' }).click();
    await lee.page.getByText(/Order confirmed: 1/).waitFor();
    expect(await shop.unitsLeft(productId)).toBe(0);
  });
});
