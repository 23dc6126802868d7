import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';

function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement?.textContent');
}

/** Answers late, so that the button that was pressed is busy for a while. */
async function slowDown(page: Page): Promise<void> {
  await page.route('**/api/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    await route.continue();
  });
}

describeInBrowser('the focus, for keyboards and screen readers', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open();
  });
  afterAll(() => shop.close());

  it('goes to the first field that the shop refuses', async () => {
    const { page } = await shop.browser.window();
    await page.goto(`${shop.url}/#/sign-in`);
    await page.getByRole('button', { name: 'New here? Sign up' }).click();
    await page.getByLabel('E-mail').fill('kim@example.com');
    await page.getByLabel('Name').fill('\u3164');
    await page.getByLabel('Password').fill('password123');
    await page.keyboard.press('Enter');
    await page.getByText('Please enter characters that can be seen.').waitFor();
    await page.locator('[aria-invalid="true"]:focus').waitFor();
    expect(await page.locator(':focus').getAttribute('autocomplete')).toBe('name');
  });

  it('stays on the button of an alert that is switched on and off', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 1 });
    const { page } = await shop.customer('Lee');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await slowDown(page);
    await page.getByRole('button', { name: 'Deal alerts', pressed: false, disabled: false }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Deal alerts', pressed: true, disabled: false }).waitFor();
    expect(await focused(page)).toBe('Deal alerts on');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Deal alerts', pressed: false, disabled: false }).waitFor();
    expect(await focused(page)).toBe('Deal alerts off');
  });

  it('goes to the product of a notification that was marked as read', async () => {
    const productId = await shop.product({ name: 'Rug', units: 1 });
    const { page } = await shop.customer('Kang');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Deal alerts', pressed: false, disabled: false }).click();
    await page.getByRole('button', { name: 'Deal alerts', pressed: true, disabled: false }).waitFor();
    await shop.deal(productId);
    await page.goto(`${shop.url}/#/notifications`);
    await page.getByRole('button', { name: 'Mark as read: Rug' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Read', { exact: true }).waitFor();
    expect(await focused(page)).toBe('Rug');
  });

  it('stays on the button of a purchase, also of the last unit, and a second press orders nothing', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 1 });
    const { page } = await shop.customer('Park');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await slowDown(page);
    let orders = 0;
    page.on('request', (request) => (orders += request.url().endsWith('/api/orders/products') ? 1 : 0));
    await page.getByRole('button', { name: 'Buy' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByText('Order confirmed: 1 item').waitFor();
    await page.getByRole('button', { name: 'Sold out' }).waitFor();
    expect(await focused(page)).toBe('Sold out');
    await page.keyboard.press('Enter');
    expect(await shop.unitsLeft(productId)).toBe(0);
    expect(orders).toBe(1);
  });
});
