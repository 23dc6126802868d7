import { describeInBrowser } from './rig/browser';
import { LiveSale } from './rig/live-sale';

describeInBrowser('the last unit', () => {
  let sale: LiveSale;

  beforeAll(async () => {
    sale = await LiveSale.open();
  });
  afterAll(() => sale.close());

  it('goes to one of two who ask at once, and the other sees that it is sold out', async () => {
    const productId = await sale.product({ name: 'Lamp', units: 1 });
    await sale.deal(productId);
    const windows = await Promise.all(['Kim', 'Lee'].map((name) => sale.customer(name)));
    for (const { page } of windows) {
      await page.getByRole('article', { name: 'On now' }).getByRole('link', { name: 'Lamp' }).click();
      await page.getByRole('status', { name: 'Stock' }).getByText('1 left').waitFor();
      await page.getByText('₩40,000').first().waitFor();
    }
    await Promise.all(windows.map(({ page }) => page.getByRole('button', { name: 'Buy' }).click()));
    const outcomes = await Promise.all(
      windows.map(async ({ page }) => {
        const outcome = page.getByText(
          /Order confirmed: 1 item, ₩40,000|Your order could not be placed|Nothing was ordered/,
        );
        return (await outcome.textContent())?.trim();
      }),
    );
    expect(outcomes.filter((outcome) => outcome?.startsWith('Order confirmed'))).toHaveLength(1);
    expect(await sale.unitsLeft(productId)).toBe(0);
    for (const { page } of windows) {
      await page.getByRole('status', { name: 'Stock' }).getByText('Sold out').waitFor();
      expect(await page.getByRole('button', { name: 'Sold out' }).isDisabled()).toBe(true);
    }
    const winner = windows[outcomes.findIndex((outcome) => outcome?.startsWith('Order confirmed'))];
    await winner?.screenshot('storefront-bought-the-last-unit');
    await winner?.page.getByRole('link', { name: 'My orders', exact: true }).click();
    await winner?.page.getByRole('main').getByText('Lamp').waitFor();
  });

  it('can be bought again when it comes back, without a reload', async () => {
    const productId = await sale.product({ name: 'Vase', units: 1 });
    const [kim, lee] = await Promise.all(['Kim2', 'Lee2'].map((name) => sale.customer(name)));
    if (kim === undefined || lee === undefined) throw new Error('Nobody came');
    for (const { page } of [kim, lee]) await page.goto(`${sale.url}/#/products/${productId}`);
    await kim.page.getByRole('button', { name: 'Buy' }).click();
    await kim.page.getByText(/Order confirmed: 1/).waitFor();
    await lee.page.getByRole('button', { name: 'Sold out' }).waitFor();
    await kim.page.getByRole('link', { name: 'My orders', exact: true }).click();
    await kim.page.getByRole('button', { name: /Cancel/ }).click();
    await kim.page.getByRole('dialog').getByRole('button', { name: 'Cancel order', exact: true }).click();
    await kim.page.getByRole('main').getByText('Cancelled', { exact: true }).last().waitFor();
    await lee.page.getByRole('button', { name: 'Buy' }).click();
    await lee.page.getByText(/Order confirmed: 1/).waitFor();
    expect(await sale.unitsLeft(productId)).toBe(0);
  });
});
