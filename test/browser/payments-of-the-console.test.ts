import { answerOf, type Shop } from '@hotdeal/client';
import type { Locator, Page } from 'playwright-core';
import { newTestProvider, type TestProvider, WITH_TEST_PROVIDER } from '../support/test-provider';
import { until } from '../support/until';
import { describeInBrowser, PHONE, type WindowOptions } from './support/browser';
import { BrowserShop } from './support/browser-shop';

const PRICE = 40_000;
const DIFFERENCE = {
  ...{
    kind: 'CAPTURE_UNKNOWN',
    paymentId: null,
    refundId: null,
    providerOrderId: 'hd-9-unknown',
    providerKey: 'tgen_9',
  },
  ...{ reference: 'tx-9', amountHere: 0, amountThere: PRICE, currency: 'KRW', isMended: false },
};
const WAIT = { Prefer: 'wait=5' };
const NARROW = { width: 360, height: 740 };
const MODES: Readonly<Record<string, WindowOptions>> = {
  desktop: {},
  phone: { viewport: PHONE },
  narrow: { viewport: NARROW },
  dark: { colorScheme: 'dark' },
  korean: {},
  'korean-narrow': { viewport: NARROW },
};

describeInBrowser('the payments of the console', () => {
  let shop: BrowserShop;
  let provider: TestProvider;
  let productId: number;
  let page: Page;

  beforeAll(async () => {
    provider = newTestProvider();
    shop = await BrowserShop.open(WITH_TEST_PROVIDER);
    productId = await shop.product({ name: 'Lamp', units: 100, price: PRICE });
    ({ page } = await shop.console());
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => shop.close());

  const dialog = (): Locator => page.getByRole('dialog');
  const section = (name: string): Locator => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });

  it('let an administrator find the payment of an order, cancel the order, and see the refund', async () => {
    const kim = await customer('Kim');
    await charge(kim.api, 100_000);
    const orderId = await reserve(kim.api);
    await pay(kim.api, orderId);
    await section('Payments').click();
    await page.getByLabel('Order number').fill(String(orderId));
    await page.getByRole('button', { name: 'Search' }).click();
    await page
      .getByRole('row')
      .filter({ hasText: 'Paid' })
      .getByRole('link', { name: String(orderId) })
      .click();
    await page.getByRole('heading', { name: `Order ${orderId}` }).waitFor();
    await figure(page, 'Status', 'Paid');
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await dialog().getByText('The ₩40,000 that the customer paid will be refunded (points).').waitFor();
    await dialog().getByRole('button', { name: 'Cancel and refund ₩40,000' }).click();
    await figure(page, 'Status', 'Cancelled');
    await figure(page, 'Reason', 'Cancelled by an administrator');
    await page.getByRole('cell', { name: 'Refunded', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Details of payment' }).click();
    await page.getByRole('list', { name: 'Refunds' }).getByText('Order cancelled').waitFor();
    expect((await answerOf(kim.api.GET('/api/points'))).available).toBe(100_000);
  });

  it('let an administrator settle a stuck refund by hand, which is counted until then', async () => {
    const lee = await customer('Lee');
    const orderId = await reserve(lee.api);
    await payByCard(lee.api, orderId);
    jest.spyOn(provider, 'refund').mockResolvedValue({ outcome: 'REFUSED', code: 'REFUND_PERIOD_OVER' });
    await shop.cancel(orderId);
    await page.goto(`${shop.url}/admin#/health`);
    await page.getByText('1 refund could not be made (₩40,000).').waitFor({ timeout: 40_000 });
    await section('refunds that need action: 1').waitFor();
    await page.getByRole('link', { name: 'View these refunds' }).click();
    const card = page.getByRole('article').filter({ hasText: 'REFUND_PERIOD_OVER' });
    await card.getByRole('button', { name: 'Mark as refunded by hand' }).click();
    await dialog().getByText('Only if you have already paid ₩40,000 back').waitFor();
    await dialog().getByRole('button', { name: 'Mark ₩40,000 as refunded' }).click();
    await dialog().getByText('Please fill in this field.').waitFor();
    await dialog().getByLabel('Note').fill('Bank transfer on Monday');
    await dialog().getByRole('button', { name: 'Mark ₩40,000 as refunded' }).click();
    await page.getByText('No refunds need action').waitFor();
    await section('refunds that need action').waitFor({ state: 'detached' });
    await page.getByLabel('Status').selectOption('DONE');
    const row = page.getByRole('row').filter({ hasText: 'Bank transfer on Monday' });
    await row.getByText('Refunded by hand').waitFor();
    expect((await answerOf(lee.api.GET('/api/points'))).available).toBe(0);
  });

  it('let an administrator retry a stuck refund, or make it one of points', async () => {
    const han = await customer('Han');
    jest.spyOn(provider, 'refund').mockResolvedValue({ outcome: 'REFUSED', code: 'REFUND_PERIOD_OVER' });
    for (let number = 0; number < 2; number += 1) {
      const orderId = await reserve(han.api);
      await payByCard(han.api, orderId);
      await shop.cancel(orderId);
    }
    await page.goto(`${shop.url}/admin#/payments/refunds?status=STUCK`);
    const cards = page.getByRole('article').filter({ hasText: 'REFUND_PERIOD_OVER' });
    await cards.nth(1).waitFor({ timeout: 40_000 });
    await cards.first().getByRole('button', { name: 'Refund as points' }).click();
    await dialog().getByLabel('Note').fill('As agreed by phone');
    await dialog().getByRole('button', { name: 'Refund 40,000 points' }).click();
    await cards.nth(1).waitFor({ state: 'detached' });
    expect((await answerOf(han.api.GET('/api/points'))).available).toBe(PRICE);
    jest.restoreAllMocks();
    await cards.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('No refunds need action').waitFor();
  });

  it('let an administrator check a payment with its provider, whose result is not known', async () => {
    const choi = await customer('Choi');
    const orderId = await reserve(choi.api);
    provider.behaviours.push('silent');
    const providerOrderId = await payByCard(choi.api, orderId);
    await shop.store(
      `UPDATE payments SET requested_at = requested_at - INTERVAL 10 MINUTE WHERE order_id = ${orderId}`,
    );
    await page.goto(`${shop.url}/admin#/health`);
    await page.reload();
    await page.getByText('1 payment has had no known result for more than 5 minutes.').waitFor();
    await page.getByRole('link', { name: 'View these payments' }).click();
    await page.getByText(`key-${providerOrderId}`).waitFor();
    await page.goto(`${shop.url}/admin#/orders/${orderId}`);
    await figure(page, 'Status', 'Payment in progress');
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await dialog().getByText('A payment is still being checked.').waitFor();
    await dialog().getByRole('button', { name: 'Keep order' }).click();
    provider.capture(providerOrderId);
    await page.getByRole('button', { name: /with the provider now$/ }).click();
    await figure(page, 'Status', 'Paid');
  });

  it('show what comparing a day with the list of a provider has found', async () => {
    await shop.store(
      `INSERT INTO payment_reconciliations (provider, reconciled_day, state, completed_at, attempts, transactions, differences, findings)
       VALUES ('toss', '2026-11-29', 'DONE', NOW(3), 1, 12, 1, '${JSON.stringify([DIFFERENCE])}')`,
    );
    await page.goto(`${shop.url}/admin#/payments/reconciliations`);
    const day = page.getByRole('article', { name: '2026-11-29' });
    await day.getByText('1 difference in 12 transactions.').waitFor();
    await day
      .getByRole('row')
      .filter({ hasText: 'Payment that the shop does not know' })
      .getByText('Needs action')
      .waitFor();
  });

  it('charge points to a customer once, also after a double click and a lost answer', async () => {
    const park = await customer('Park');
    await page.goto(`${shop.url}/admin#/customers?email=park`);
    await page.getByRole('link', { name: 'park@example.com' }).click();
    await page.getByText('No points history yet').waitFor();
    await page.getByLabel('Points to charge').fill('50000');
    await page.getByRole('button', { name: 'Charge points' }).click();
    await dialog().getByText('Park (park@example.com) gets 50,000 points.').waitFor();
    await page.route(
      '**/api/points/charge',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await dialog().getByRole('button', { name: 'Charge 50,000 points' }).click();
    await dialog().getByText('No connection').waitFor();
    await dialog().getByRole('button', { name: 'Charge 50,000 points' }).dblclick();
    await page.getByText('50,000 points charged.').waitFor();
    await page.getByRole('row').filter({ hasText: 'Charged' }).waitFor();
    await figure(page, 'Available', '50,000');
    expect((await answerOf(park.api.GET('/api/points'))).balance).toBe(50_000);
    const orderId = await reserve(park.api);
    await page.getByRole('row').filter({ hasText: 'Waiting for payment' }).waitFor();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('PAYMENT_COMPLETED');
    await page.getByText('No orders match your search').waitFor();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('AWAITING_PAYMENT');
    await page.getByRole('link', { name: String(orderId) }).click();
    await page.getByText(/00:0\d:\d\d left/).waitFor();
  });

  it.each(Object.entries(MODES))('have no accessibility violations, mode: %s', async (mode, options) => {
    const name = `Jung-${mode}`;
    const jung = await customer(name);
    await charge(jung.api, 100_000);
    const [paid, waiting, stuck] = [await reserve(jung.api), await reserve(jung.api), await reserve(jung.api)];
    await pay(jung.api, paid);
    await payByCard(jung.api, stuck);
    jest.spyOn(provider, 'refund').mockResolvedValue({ outcome: 'REFUSED', code: 'REFUND_PERIOD_OVER' });
    await shop.cancel(paid);
    await shop.cancel(stuck);
    const window = await shop.console(options);
    if (mode.startsWith('korean')) await window.page.getByRole('button', { name: '한국어' }).click();
    await window.page.goto(`${shop.url}/admin#/payments/refunds?status=STUCK`);
    await until(async () => {
      await window.page.reload();
      await window.page.locator('main h1').waitFor();
      await window.page.locator('.spinner').first().waitFor({ state: 'detached' });
      return (await window.page.getByRole('article').count()) > 0;
    });
    const { userId } = await answerOf(jung.api.GET('/api/users/me'));
    const paths = [
      '/payments',
      '/payments/reconciliations',
      '/payments/refunds',
      '/payments/refunds?status=STUCK',
      '/orders',
      '/health',
    ];
    const orders = [paid, waiting, stuck].map((orderId) => `/orders/${orderId}`);
    for (const path of [...paths, ...orders, `/customers/${userId}`]) {
      await window.page.goto(`${shop.url}/admin#${path}`);
      await window.page.locator('main h1').first().waitFor();
      await window.page.locator('.spinner').first().waitFor({ state: 'detached' });
      const details = window.page.getByRole('button', { expanded: false });
      if ((await details.count()) > 0) await details.first().click();
      expect([path, await window.violations()]).toEqual([path, []]);
      const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect([path, await window.page.evaluate(isWide)]).toEqual([path, false]);
      await window.screenshot(`console-payments-${mode}${path.replaceAll(/[^a-zA-Z0-9]+/g, '-')}`);
    }
  });

  const customer = (name: string): Promise<Shop> => shop.signUp(name);

  async function reserve(api: Shop['api']): Promise<number> {
    const body = { orderItems: [{ productId, quantity: 1 }] };
    const order = await answerOf(api.POST('/api/orders/products', { params: { header: WAIT }, body }));
    expect(order.status).toBe('ORDER_PENDING');
    return order.orderId;
  }

  /** @returns the provider's name of the payment */
  async function payByCard(api: Shop['api'], orderId: number): Promise<string> {
    const path = { orderId };
    const payment = api.POST('/api/orders/{orderId}/payment', { params: { path }, body: { method: 'CARD' } });
    const providerOrderId = (await answerOf(payment)).checkoutUrl?.split('/').at(-1) ?? '';
    const body = { paymentKey: `key-${providerOrderId}`, providerOrderId, amount: PRICE };
    await answerOf(api.POST('/api/orders/{orderId}/payment/confirm', { params: { path }, body }));
    return providerOrderId;
  }
});

describeInBrowser('the console of a shop whose orders are neither paid nor shipped', () => {
  it('has no pages of payments or shipments until there is one', async () => {
    const shop = await BrowserShop.open();
    const { page } = await shop.console();
    const payments = page.getByRole('navigation').getByRole('link', { name: 'Payments' });
    const shipments = page.getByRole('navigation').getByRole('link', { name: 'Shipments' });
    await page.goto(`${shop.url}/admin#/customers`);
    await page.getByRole('row', { name: /administrator@example.com/ }).waitFor();
    expect([await payments.count(), await page.getByRole('link', { name: 'administrator@' }).count()]).toEqual([0, 0]);
    const productId = await shop.product({ name: 'Lamp', units: 1 });
    await shop.order(productId);
    await page.goto(`${shop.url}/admin#/customers/1`);
    await page.getByRole('cell', { name: 'Confirmed' }).waitFor();
    for (const text of ['Points', 'Payments', 'Shipments', 'Waiting for payment']) {
      expect([text, await page.getByText(text).count()]).toEqual([text, 0]);
    }
    await page.goto(`${shop.url}/admin#/products/${productId}`);
    await page.getByText('On hand').waitFor();
    expect(await page.getByText('Waiting for payment').count()).toBe(0);
    await page.goto(`${shop.url}/admin#/orders`);
    await page.getByRole('button', { name: 'Find order' }).waitFor();
    expect(await page.getByRole('link', { name: 'Payments' }).count()).toBe(0);
    await shop.store(
      `INSERT INTO shipments (order_id, user_id, state, tracking_number, courier)
       VALUES (1, 1, 'SHIPMENT_PREPARING', 'HD1-1', 'HotDeal Delivery')`,
    );
    await page.reload();
    await shipments.click();
    await page.getByText('Shipping is turned off.').waitFor();
    await page.getByRole('row').filter({ hasText: 'HD1-1' }).waitFor();
    expect(await payments.count()).toBe(0);
    await shop.store(
      `INSERT INTO payments (payment_id, order_id, user_id, ordinal, provider, method, state, live, outcome, amount,
         captured, currency, provider_order_id)
       VALUES (1, 1, 1, 1, 'points', 'POINTS', 'CAPTURED', 1, 'PAID', 40000, 40000, 'KRW', 'hd-1-abcdefghij')`,
    );
    await page.reload();
    await payments.click();
    await page.getByRole('row').filter({ hasText: '₩40,000' }).waitFor();
    await page.getByText('Payments are turned off.').waitFor();
    await shop.close();
  });
});

async function charge(api: Shop['api'], chargeAmount: number): Promise<void> {
  const params = { header: { 'Idempotency-Key': `charge-${chargeAmount}` } };
  await answerOf(api.POST('/api/points/charge', { params, body: { chargeAmount } }));
}

async function pay(api: Shop['api'], orderId: number): Promise<void> {
  const params = { path: { orderId }, header: WAIT };
  await answerOf(api.POST('/api/orders/{orderId}/payment', { params, body: { method: 'POINTS' } }));
}

async function figure(page: Page, name: string, value: string): Promise<void> {
  await page
    .locator('dl > div', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd', { hasText: new RegExp(`^${value}$`) })
    .waitFor();
}
