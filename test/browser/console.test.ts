import type { Page } from 'playwright-core';
import { until } from '../support/until';
import { describeInBrowser } from './rig/browser';
import { LiveSale } from './rig/live-sale';

describeInBrowser('the console', () => {
  let sale: LiveSale;

  beforeAll(async () => {
    sale = await LiveSale.open();
  });
  afterAll(() => sale.close());

  it('shows a running sale as it goes: what is left, who has won, who came too late', async () => {
    const productId = await sale.product({ name: 'Lamp', units: 2 });
    const eventId = await sale.deal(productId);
    const { page } = await sale.console();
    await page.goto(`${sale.url}/admin#/deals/${eventId}`);
    await page.getByRole('link', { name: 'View live sales' }).click();
    await figure(page, 'Units left', /^2$/);
    for (let order = 0; order < 3; order += 1) await sale.order(productId).catch(() => undefined);
    await figure(page, 'Units left', /^0$/);
    await figure(page, 'Units sold since you opened this page', /^2$/);
    await figure(page, 'Successful per second', /2 since you opened this page/);
    await figure(page, 'Sold out per second', /1 since you opened this page/);
  });

  it('creates one deal where the answer to its creation was lost', async () => {
    const productId = await sale.product({ name: 'Vase', units: 2 });
    const { page } = await sale.console();
    await page.goto(`${sale.url}/admin#/deals/new?products=${productId}`);
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
    expect(await sale.dealsOf(productId)).toBe(1);
  });

  it('sets up a webhook: its secret is told once, its log says what waits, and it can go again', async () => {
    const { page } = await sale.console();
    await page.getByRole('navigation').getByRole('link', { name: 'Webhooks' }).click();
    await page.getByLabel('Endpoint URL').fill('https://receiver.invalid/hotdeal');
    await page.getByLabel('Deal created').check();
    await page.getByRole('button', { name: 'Create webhook' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole('button', { name: 'I have saved it' }).click();
    expect(await page.getByText(/^whsec_/).count()).toBe(0);
    const productId = await sale.product({ name: 'Tray', units: 1 });
    await sale.deal(productId);
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

  it('finds nothing wrong with what is stored, and says so', async () => {
    const { page } = await sale.console();
    await page.getByRole('navigation').getByRole('link', { name: 'Health' }).click();
    await page.getByRole('button', { name: 'Run checks' }).click();
    await page.getByText('No problems found', { exact: true }).waitFor();
  });

  it('is for administrators: a customer is told so', async () => {
    const { page } = await sale.customer('Kim');
    await page.goto(`${sale.url}/admin`);
    await page
      .getByText(/administrator/i)
      .first()
      .waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
  });
});

/** One of the figures of a sale, once it says so. */
async function figure(page: Page, name: string, value: RegExp): Promise<void> {
  await page
    .locator('div, li')
    .filter({ has: page.locator(`dt:text-is("${name}")`) })
    .locator('dd')
    .filter({ hasText: value })
    .first()
    .waitFor();
}
