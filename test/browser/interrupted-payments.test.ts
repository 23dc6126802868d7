import type { Page, Route } from 'playwright-core';
import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';
import { PayingCustomer } from './support/paying-customer';

const PAYMENT = '**/api/orders/*/payment';
const PAY = { name: 'Pay 40,000 points', disabled: false } as const;

/** The shop does what it was asked for, but its answer never arrives. */
async function loseAnswers(page: Page, address: string): Promise<void> {
  await page.route(address, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await route.fetch();
    return route.abort();
  });
}

/** Sends the requests of all pages on when each page has made one. */
async function sendTogether(pages: readonly Page[], address: string): Promise<void> {
  let waiting = pages.length;
  let send = (): void => undefined;
  const isEachMade = new Promise<void>((resolve) => (send = resolve));
  for (const page of pages)
    await page.route(address, async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      waiting -= 1;
      if (waiting === 0) send();
      await isEachMade;
      return route.continue();
    });
}

function countOf(page: Page, path: RegExp): () => number {
  let requests = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && path.test(request.url())) requests += 1;
  });
  return () => requests;
}

describeInBrowser('a payment that is interrupted', () => {
  let shop: BrowserShop;
  let lamp: number;

  beforeAll(async () => {
    shop = await BrowserShop.open({ PAYMENTS: 'on' });
    lamp = await shop.product({ name: 'Lamp', units: 100, price: 40_000 });
  });
  afterAll(() => shop.close());

  it('by a double click pays once', async () => {
    const kim = await PayingCustomer.of(shop, 'Kim', 100_000);
    const { page } = kim;
    await page.goto(`${shop.url}/#/orders/${await kim.reserve(lamp)}`);
    const payments = countOf(page, /\/payment$/);
    await page.getByRole('button', PAY).dblclick();
    await page.getByText('Your payment is complete.').waitFor();
    expect(payments()).toBe(1);
    expect(await kim.points()).toBe(60_000);
  });

  it('by a double click at the checkout orders and pays once', async () => {
    const lee = await PayingCustomer.of(shop, 'Lee', 100_000);
    const { page } = lee;
    await page.goto(`${shop.url}/#/checkout?product=${lamp}`);
    const orders = countOf(page, /\/orders\/products$/);
    await page.getByRole('button', PAY).dblclick();
    await page.getByText('Your payment is complete.').waitFor();
    expect(orders()).toBe(1);
    expect(await lee.statuses()).toEqual(['ORDER_SUCCESS']);
    expect(await lee.points()).toBe(60_000);
  });

  it('by a reload while the order is placed ends with one order that is paid once', async () => {
    const park = await PayingCustomer.of(shop, 'Park', 100_000);
    const { page } = park;
    await page.goto(`${shop.url}/#/checkout?product=${lamp}`);
    await loseAnswers(page, '**/api/orders/products');
    await page.getByRole('button', PAY).click();
    await page.getByText('You are offline. Your order will be sent again').waitFor();
    await page.unroute('**/api/orders/products');
    await page.reload();
    await page.getByText('Your payment is complete.').waitFor();
    expect(await park.statuses()).toEqual(['ORDER_SUCCESS']);
    expect(await park.points()).toBe(60_000);
  });

  it('by a reload while it is sent is found to be done, and is not made twice', async () => {
    const choi = await PayingCustomer.of(shop, 'Choi', 100_000);
    const { page } = choi;
    await page.goto(`${shop.url}/#/orders/${await choi.reserve(lamp)}`);
    await loseAnswers(page, PAYMENT);
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/payment'));
    await page.getByRole('button', PAY).click();
    await sent;
    await page.reload();
    await page.getByText('Your payment is complete.').waitFor();
    expect(await choi.points()).toBe(60_000);
  });

  it('in two tabs at once pays once, and both say so', async () => {
    const kang = await PayingCustomer.of(shop, 'Kang', 100_000);
    const other = await kang.window.context.newPage();
    const pages = [kang.page, other];
    const orderId = await kang.reserve(lamp);
    for (const page of pages) await page.goto(`${shop.url}/#/orders/${orderId}`);
    await sendTogether(pages, PAYMENT);
    await Promise.all(pages.map((page) => page.getByRole('button', PAY).click()));
    await Promise.all(pages.map((page) => page.getByText('Your payment is complete.').waitFor()));
    expect(await kang.points()).toBe(60_000);
  });

  it('by a lost connection is sent again when the connection is back', async () => {
    const han = await PayingCustomer.of(shop, 'Han', 100_000);
    const { page } = han;
    await page.goto(`${shop.url}/#/orders/${await han.reserve(lamp)}`);
    await page.getByRole('button', PAY).waitFor();
    shop.proxy.cut();
    await page.getByRole('button', PAY).click();
    await page.getByText('You are offline. Your payment will be sent again').waitFor();
    await han.window.screenshot('storefront-payment-offline');
    shop.proxy.mend();
    await page.getByText('Your payment is complete.').waitFor();
    expect(await han.points()).toBe(60_000);
  });

  it('whose outcome is not known yet cannot be made again, and ends in the truth', async () => {
    const jung = await PayingCustomer.of(shop, 'Jung', 100_000);
    const { page, window } = jung;
    const orderId = await jung.reserve(lamp);
    const confirming = {
      status: 202,
      json: {
        ...{ paymentId: 1, orderId, provider: 'points', method: 'POINTS', amount: 40_000, currency: 'KRW' },
        ...{ status: 'CONFIRMING', refundedAmount: 0, requestedAt: new Date().toISOString(), refunds: [] },
      },
    };
    await page.goto(`${shop.url}/#/orders/${orderId}`);
    await page.getByRole('button', PAY).waitFor();
    const answer = (route: Route): Promise<void> => route.fulfill(confirming);
    await page.route(PAYMENT, answer);
    const stage = async (route: Route): Promise<void> => {
      const response = await route.fetch();
      const order = (await response.json()) as object;
      return route.fulfill({ response, json: { ...order, stage: 'PAYMENT_REQUESTED' } });
    };
    await page.route(`**/api/orders/${orderId}`, stage);
    const payments = countOf(page, /\/payment$/);
    await page.getByRole('button', PAY).click();
    await page.getByText('We are checking your payment. Please wait a moment and do not pay again.').waitFor();
    await page.getByRole('button', { name: /^Pay / }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('We are checking your payment.').waitFor();
    await window.screenshot('storefront-payment-checked');
    expect(await page.getByRole('button', { name: /^Pay / }).count()).toBe(0);
    expect(payments()).toBe(1);
    await page.unroute(PAYMENT, answer);
    await page.unroute(`**/api/orders/${orderId}`, stage);
    await jung.pay(orderId);
    await page.getByText('Your payment is complete.').waitFor();
    expect(await jung.points()).toBe(60_000);
  });
});
