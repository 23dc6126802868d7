import type { Page } from 'playwright-core';
import { until } from '../support/until';
import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';

describeInBrowser('the console', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open();
  });
  afterAll(() => shop.close());

  it('shows the units left, the successful orders and the sold-out orders while a sale is running', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 2 });
    const eventId = await shop.deal(productId);
    const { page } = await shop.console();
    await page.goto(`${shop.url}/admin#/deals/${eventId}`);
    await page.getByRole('link', { name: 'View live sales' }).click();
    await figure(page, 'Units left', /^2$/);
    for (let order = 0; order < 3; order += 1) await shop.order(productId).catch(() => undefined);
    await figure(page, 'Units left', /^0$/);
    await figure(page, 'Units sold since you opened this page', /^2$/);
    await figure(page, 'Successful per second', /2 since you opened this page/);
    await figure(page, 'Sold out per second', /1 since you opened this page/);
  });

  it('creates one deal if the answer to its creation was lost and it is submitted again', async () => {
    const productId = await shop.product({ name: 'Vase', units: 2 });
    const { page } = await shop.console();
    await page.goto(`${shop.url}/admin#/deals/new?products=${productId}`);
    await page.getByText('Products chosen: 1').waitFor();
    await page.route(
      '**/api/event/create',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Create deal' }).click();
    await page.getByRole('alert').getByText('No connection').waitFor();
    await page.getByRole('button', { name: 'Create deal' }).click();
    await page.getByRole('heading', { name: /^Deal \d+$/ }).waitFor();
    expect(await shop.dealsOf(productId)).toBe(1);
  });

  it('shows the secret of a new webhook once, lists its waiting deliveries, and resends one', async () => {
    const { page } = await shop.console();
    await page.getByRole('navigation').getByRole('link', { name: 'Webhooks' }).click();
    await page.getByLabel('Endpoint URL').fill('https://receiver.invalid/hotdeal');
    await page.getByLabel('Deal created').check();
    await page.getByRole('button', { name: 'Create webhook' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole('button', { name: 'I have saved it' }).click();
    expect(await page.getByText(/^whsec_/).count()).toBe(0);
    const productId = await shop.product({ name: 'Tray', units: 1 });
    await shop.deal(productId);
    await page.getByRole('link', { name: 'https://receiver.invalid/hotdeal' }).click();
    const waiting = page.getByRole('row', { name: 'Deal created' }).filter({ hasText: 'Waiting' });
    await until(async () => {
      await page.reload();
      await page
        .getByText(/Deal created|No deliveries to show/)
        .last()
        .waitFor();
      return (await waiting.count()) === 1;
    });
    await page.getByRole('combobox', { name: 'Show' }).selectOption('due');
    await waiting.getByRole('button', { name: /^Resend/ }).click();
    await page.getByText('Resending the event.').waitFor();
    await page.getByRole('button', { name: 'Delete webhook' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete webhook' }).click();
    await page.getByText('No webhooks yet').waitFor();
  });

  it('reports no problems if all integrity checks pass', async () => {
    const { page } = await shop.console();
    await page.getByRole('navigation').getByRole('link', { name: 'Health' }).click();
    await page.getByRole('button', { name: 'Run checks' }).click();
    await page.getByText('No problems found', { exact: true }).waitFor();
  });

  it('shows a customer that it is for administrators only', async () => {
    const { page } = await shop.customer('Kim');
    await page.goto(`${shop.url}/admin`);
    await page
      .getByText(/administrator/i)
      .first()
      .waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
  });
});

/** Waits until this figure of the sale has this value. */
async function figure(page: Page, name: string, value: RegExp): Promise<void> {
  await page
    .locator('div, li')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd')
    .filter({ hasText: value })
    .first()
    .waitFor();
}
