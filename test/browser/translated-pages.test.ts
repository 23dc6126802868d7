import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';
import { PayingCustomer } from './support/paying-customer';

/** Does to the page what a browser's translation does: it replaces each text node by an element that holds the text. */
const TRANSLATE = `(() => {
  const texts = [];
  const walker = document.createTreeWalker(document.getElementById('page'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim() !== '') texts.push(walker.currentNode);
  for (const text of texts) {
    const outer = document.createElement('font');
    outer.append(document.createElement('font'));
    outer.firstChild.textContent = text.data;
    text.replaceWith(outer);
  }
})()`;

describeInBrowser('a page that the browser has translated', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open();
  });
  afterAll(() => shop.close());

  it('shows the stock, the countdown, the price and the purchase as they change', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 3 });
    const eventId = await shop.deal(productId);
    const { page, consoleErrors } = await shop.customer('Kim');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('status', { name: 'Stock' }).getByText('3 left').waitFor();
    await page.evaluate(TRANSLATE);
    await countdownMoves(page);
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Order confirmed: 1 item, ₩40,000').waitFor();
    await page.getByRole('status', { name: 'Stock' }).getByText('2 left').waitFor();
    await page.evaluate(TRANSLATE);
    await shop.end(eventId);
    await page.locator('.price strong', { hasText: '₩50,000' }).waitFor();
    expect((await page.locator('.price').innerText()).trim()).toBe('₩50,000');
    await shop.order(productId);
    await shop.order(productId);
    await page.getByRole('button', { name: 'Sold out' }).waitFor();
    expect((await page.getByRole('status', { name: 'Stock' }).innerText()).trim()).toBe('Sold out');
    expect(consoleErrors).toEqual([]);
  });

  it('shows lists, notifications and another language as they change', async () => {
    const productId = await shop.product({ name: 'Kettle', units: 5 });
    const { page, consoleErrors } = await shop.customer('Lee');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Deal alerts', pressed: false }).click();
    await page.getByRole('button', { name: 'Deal alerts', pressed: true }).waitFor();
    await page.goto(`${shop.url}/#/`);
    await page.getByRole('heading', { name: 'Upcoming deals' }).waitFor();
    await page.evaluate(TRANSLATE);
    const eventId = await shop.deal(productId);
    await page.getByRole('link', { name: 'Kettle' }).waitFor();
    await page.getByRole('link', { name: 'Notifications 1 unread' }).waitFor();
    await page.evaluate(TRANSLATE);
    await countdownMoves(page);
    await shop.end(eventId);
    await page.getByRole('link', { name: 'Kettle' }).waitFor({ state: 'detached' });
    await page.evaluate(TRANSLATE);
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('heading', { name: '곧 시작하는 핫딜', exact: true }).waitFor();
    expect(await page.getByText('Upcoming deals').count()).toBe(0);
    expect(consoleErrors).toEqual([]);
  });

  it('shows the figures of a running sale in the console', async () => {
    const productId = await shop.product({ name: 'Vase', units: 2 });
    const eventId = await shop.deal(productId);
    const { page, consoleErrors } = await shop.console();
    await page.goto(`${shop.url}/admin#/sale?deal=${eventId}`);
    const left = page.locator('dl > div', { has: page.locator('dt', { hasText: 'Units left' }) }).locator('dd');
    await left.getByText('2', { exact: true }).waitFor();
    await page.evaluate(TRANSLATE);
    await shop.order(productId);
    await left.getByText('1', { exact: true }).waitFor();
    expect(consoleErrors).toEqual([]);
  });
});

describeInBrowser('an order that the browser has translated', () => {
  it('shows the time that is left, the payment and the refund as they change', async () => {
    const shop = await BrowserShop.open({ PAYMENTS: 'on' });
    const productId = await shop.product({ name: 'Lamp', units: 3, price: 40_000 });
    const customer = await PayingCustomer.of(shop, 'Kim', 50_000);
    const { page, window } = customer;
    await page.goto(`${shop.url}/#/orders/${await customer.reserve(productId)}`);
    await page.getByText('50,000 points available').waitFor();
    await page.evaluate(TRANSLATE);
    await countdownMoves(page);
    await page.getByRole('button', { name: 'Pay 40,000 points' }).click();
    await page.getByText('Your payment is complete.').waitFor();
    await page.evaluate(TRANSLATE);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel order' }).click();
    await page.getByText('₩40,000 was refunded.').waitFor();
    expect(await page.getByText('Your payment is complete.').count()).toBe(0);
    expect(window.consoleErrors).toEqual([]);
    await shop.close();
  });
});

async function countdownMoves(page: Page): Promise<void> {
  const countdown = page.locator('.countdown time').first();
  const before = await countdown.innerText();
  await page.waitForFunction(
    ([text]) => (globalThis as unknown as Dom).document.querySelector('.countdown time')?.textContent !== text,
    [before],
  );
}

interface Dom {
  readonly document: { querySelector(selector: string): { readonly textContent: string | null } | null };
}
