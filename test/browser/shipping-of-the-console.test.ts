import { answerOf, type Shop } from '@hotdeal/client';
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until';
import { describeInBrowser, PHONE, type WindowOptions } from './support/browser';
import { BrowserShop } from './support/browser-shop';

const PRICE = 40_000;
const WAIT = { Prefer: 'wait=5' };
/** Everything is moved by hand. */
const SHIPPING = { PAYMENTS: 'on', SHIPPING: 'on', SHIP_AFTER_S: 'off', DELIVER_AFTER_S: 'off', RETURN_TAKES_S: 'off' };
const MODES: Readonly<Record<string, WindowOptions>> = {
  desktop: {},
  'phone-dark': { viewport: PHONE, colorScheme: 'dark' },
  'narrow-korean': { viewport: { width: 360, height: 740 } },
};

describeInBrowser('the shipments, returns and stocks of the console', () => {
  let shop: BrowserShop;
  let lamp: number;
  let page: Page;
  let kim: Shop;

  beforeAll(async () => {
    shop = await BrowserShop.open(SHIPPING);
    lamp = await shop.product({ name: 'Lamp', units: 100, price: PRICE });
    kim = await shop.signUp('Kim');
    const params = { header: { 'Idempotency-Key': 'charge' } };
    await answerOf(kim.api.POST('/api/points/charge', { params, body: { chargeAmount: 1_000_000 } }));
    ({ page } = await shop.console());
  });
  afterAll(() => shop.close());

  const dialog = (): Locator => page.getByRole('dialog');
  const row = (orderId: number): Locator =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: `Shipment of order ${orderId}`, exact: true }) });
  const open = (path: string): Promise<unknown> => page.goto(`${shop.url}/admin#${path}`);

  it('let an administrator ship an order with the tracking number of a courier, and note its delivery', async () => {
    const orderId = await paidOrder();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Shipments' }).click();
    await count('To ship', '1');
    await row(orderId).getByRole('button').click();
    await page.getByText('It was ordered without a delivery address.').waitFor();
    await page.getByText('Lamp × 1').waitFor();
    await page.getByRole('button', { name: `Mark as shipped: order ${orderId}` }).click();
    await dialog().getByLabel('Courier').fill('CJ Logistics');
    await dialog().getByLabel('Tracking number').fill('');
    await dialog().getByRole('button', { name: 'Mark as shipped' }).click();
    await dialog().getByText('Please fill in this field.').waitFor();
    await dialog().getByLabel('Tracking number').fill('6892-1045-3321');
    await dialog().getByRole('button', { name: 'Mark as shipped' }).click();
    await page.getByText('No orders to ship').waitFor();
    await count('To ship', '0');
    await page.getByRole('link', { name: /^Shipped/ }).click();
    await row(orderId).getByText('6892-1045-3321').waitFor();
    await row(orderId).getByRole('button').click();
    await page.getByRole('link', { name: `View order ${orderId}` }).click();
    await figure(page, 'Courier', 'CJ Logistics');
    await page.getByRole('button', { name: `Mark as delivered: order ${orderId}` }).click();
    await dialog().getByRole('button', { name: 'Mark as delivered' }).click();
    await figure(page, 'Shipment status', 'Delivered');
    expect(await page.getByRole('button', { name: 'Cancel order' }).count()).toBe(0);
  });

  it('refuse a tracking number that another shipment has', async () => {
    const orderId = await paidOrder();
    await open('/shipments');
    await row(orderId).getByRole('button').click();
    await page.getByRole('button', { name: `Mark as shipped: order ${orderId}` }).click();
    await dialog().getByLabel('Tracking number').fill('6892-1045-3321');
    await dialog().getByRole('button', { name: 'Mark as shipped' }).click();
    await dialog().getByText('Another delivery has this tracking number.').waitFor();
    await page.keyboard.press('Escape');
    await row(orderId).getByText('To ship').waitFor();
    await ship(orderId);
  });

  it('let an administrator ship the chosen orders together with the keyboard, and leave the others', async () => {
    const [first, second, third] = [await paidOrder(), await paidOrder(), await paidOrder()];
    await open('/shipments');
    await row(third).waitFor();
    for (const orderId of [first, third]) {
      await page.getByRole('checkbox', { name: `Select order ${orderId}` }).focus();
      await page.keyboard.press('Space');
    }
    await page.getByRole('button', { name: 'Mark 2 as shipped' }).press('Enter');
    await dialog().getByText('Mark 2 orders as shipped?').waitFor();
    await shop.cancel(third);
    await dialog().getByRole('button', { name: 'Mark as shipped' }).press('Enter');
    await page.getByText('1 order marked as shipped. 1 cancelled in the meantime, and not shipped.').waitFor();
    await row(first).waitFor({ state: 'detached' });
    await row(second).waitFor();
    await count('To ship', '1');
    await page.getByRole('checkbox', { name: 'Select all 1 shown' }).check();
    await page.getByRole('button', { name: 'Mark 1 as shipped' }).click();
    await dialog().getByRole('button', { name: 'Mark as shipped' }).click();
    await page.getByText('No orders to ship').waitFor();
  });

  it('say that a shipment is on hold and why, until it is shipped by hand', async () => {
    const orderId = await paidOrder();
    await shop.store(`INSERT INTO shipment_holds (order_id) VALUES (${orderId})`);
    await open('/health');
    await page.reload();
    await page.getByText('1 shipment is on hold.').waitFor();
    await page.getByRole('link', { name: 'shipments and returns that need action: 1' }).waitFor();
    await page.getByRole('link', { name: 'View these shipments' }).click();
    await row(orderId).getByRole('button').click();
    await page.getByText('Part of the payment was refunded at the payment provider').waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.getByRole('button', { name: `Mark as shipped: order ${orderId}` }).click();
    await dialog().getByRole('button', { name: 'Mark as shipped' }).click();
    await page.getByText('No shipments are on hold').waitFor();
  });

  it('let an administrator complete a return, which is refunded and goes into stock, and reject another', async () => {
    const [returned, rejected] = [await deliveredOrder(2), await deliveredOrder(1)];
    await requestReturn(returned, 1);
    await requestReturn(rejected, 1);
    const units = await shop.unitsLeft(lamp);
    await open('/shipments/returns');
    const card = (orderId: number): Locator => page.getByRole('article', { name: new RegExp(`order ${orderId}$`) });
    await card(returned).getByText('The colour is wrong').waitFor();
    await card(returned).getByRole('cell', { name: '₩40,000' }).waitFor();
    await card(returned).getByRole('link', { name: 'Lamp' }).waitFor();
    await card(returned).getByRole('button', { name: 'Complete return' }).click();
    await dialog().getByText('1 item goes back into stock.').waitFor();
    await dialog().getByText('The customer gets ₩40,000 refunded.').waitFor();
    await dialog().getByRole('button', { name: 'Complete return' }).click();
    await card(returned).waitFor({ state: 'detached' });
    await card(rejected).getByRole('button', { name: 'Reject return' }).click();
    await dialog().getByRole('button', { name: 'Reject return' }).click();
    await page.getByText('No returns to decide').waitFor();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('REJECTED');
    await page.getByRole('row').filter({ hasText: 'Lamp × 1' }).getByRole('cell', { name: '₩0' }).waitFor();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('RETURNED');
    await page
      .getByRole('row')
      .filter({ hasText: 'Lamp × 1' })
      .getByRole('link', { name: String(returned) })
      .click();
    await page.getByRole('heading', { name: 'Returns' }).waitFor();
    expect(await shop.unitsLeft(lamp)).toBe(units + 1);
  });

  it('say that a return was decided elsewhere', async () => {
    const orderId = await deliveredOrder(1);
    const returnId = await requestReturn(orderId, 1);
    await open('/shipments/returns');
    await page.getByRole('button', { name: 'Reject return' }).click();
    await shop.completeReturn(returnId);
    await dialog().getByRole('button', { name: 'Reject return' }).click();
    await page.getByText(`Return ${returnId} had already been completed, so it was not rejected.`).waitFor();
    await page.getByText('No returns to decide').waitFor();
  });

  it('list what runs low, and correct a stock that does not agree with its history', async () => {
    const vase = await shop.product({ name: 'Vase', units: 12, price: PRICE });
    await paidOrder(vase);
    await shop.store(`UPDATE stocks SET quantity = 3 WHERE product_id = ${vase}`);
    await open('/health');
    await page.reload();
    await page.getByText('1 product has fewer than 10 units left.').waitFor();
    await page.getByRole('button', { name: 'Run checks' }).click();
    await page.getByText('Problems found').waitFor();
    await page.getByRole('link', { name: 'View their stock' }).click();
    await page.getByRole('row').filter({ hasText: 'Vase' }).getByText('3', { exact: true }).waitFor();
    await page.getByLabel('Threshold').fill('3');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('No product has fewer than 3 units').waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Vase' }).click();
    await page.getByText('Found by the integrity checks').waitFor();
    await page.getByText('holds 3, its movements say 11').waitFor();
    await page.getByRole('button', { name: 'Recount stock' }).click();
    await page.getByText('The stock was corrected from 3 to 11.').waitFor();
    await page.getByText('11 units').waitFor();
    await figure(page, 'Available', '11');
    await page.getByRole('button', { name: 'Recount stock' }).click();
    await page.getByText('The stock agrees with its history (11).').waitFor();
    const history = page.getByRole('table', { name: 'Stock history' });
    await history.getByRole('row').filter({ hasText: 'Stock set' }).getByText('+12').waitFor();
    await history.getByRole('row').filter({ hasText: 'Order' }).getByText('−1').waitFor();
    expect(await shop.unitsLeft(vase)).toBe(11);
  });

  it('let an administrator sell a product without a limit, until its stock is set', async () => {
    const voucher = await shop.product({ name: 'Voucher', units: 1, price: PRICE });
    await open(`/products/${voucher}`);
    await page.getByRole('button', { name: 'Sell without a limit' }).click();
    await dialog().getByRole('button', { name: 'Sell without a limit' }).click();
    await page.getByText('Unlimited', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Add stock' }).count()).toBe(0);
    await page.getByLabel('New quantity').fill('5');
    await page.getByRole('button', { name: 'Set stock' }).click();
    await page.getByText('5 units').waitFor();
    await page.getByRole('button', { name: 'Sell without a limit' }).waitFor();
  });

  it('show the state of the payment providers', async () => {
    await open('/health/payment-providers');
    await page.getByRole('article', { name: 'Points' }).getByText('Working').waitFor();
  });

  it.each(Object.entries(MODES))('have no accessibility violations, mode: %s', async (mode, options) => {
    const [waiting, returned] = [await paidOrder(), await deliveredOrder(1)];
    await shop.store(`INSERT IGNORE INTO shipment_holds (order_id) VALUES (${await paidOrder()})`);
    await requestReturn(returned, 1);
    const window = await shop.console(options);
    if (mode.endsWith('korean')) await window.page.getByRole('button', { name: '한국어' }).click();
    const paths = [
      '/shipments',
      '/shipments/returns',
      '/shipments/returns?status=ALL',
      `/orders/${returned}`,
      `/products/${lamp}`,
      '/products/stock?below=1000',
      '/health/payment-providers',
    ];
    for (const path of paths) {
      await window.page.goto(`${shop.url}/admin#${path}`);
      await window.page.locator('main h1').first().waitFor();
      await window.page.locator('.spinner').first().waitFor({ state: 'detached' });
      const details = window.page.getByRole('button', { expanded: false });
      if ((await details.count()) > 0) await details.first().click();
      expect([path, await window.violations()]).toEqual([path, []]);
      const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect([path, await window.page.evaluate(isWide)]).toEqual([path, false]);
      await window.screenshot(`console-shipping-${mode}${path.replaceAll(/[^a-zA-Z0-9]+/g, '-')}`, true);
    }
    await ship(waiting);
  });

  const count = (name: string, number: string): Promise<void> =>
    page
      .getByRole('list', { name: 'Shipments by status' })
      .getByRole('link', { name: `${name} ${number}`, exact: true })
      .waitFor();

  /** @returns the number of an order of Kim, which waits to be shipped */
  async function paidOrder(productId = lamp, quantity = 1): Promise<number> {
    const body = { orderItems: [{ productId, quantity }] };
    const { orderId } = await answerOf(kim.api.POST('/api/orders/products', { params: { header: WAIT }, body }));
    const params = { path: { orderId }, header: WAIT };
    await answerOf(kim.api.POST('/api/orders/{orderId}/payment', { params, body: { method: 'POINTS' } }));
    await until(
      async () => (await kim.api.GET('/api/delivery/{orderId}', { params: { path: { orderId } } })).response.ok,
    );
    return orderId;
  }

  const ship = (orderId: number): Promise<void> => shop.moveShipment(orderId, 'SHIPPED');

  async function deliveredOrder(quantity: number): Promise<number> {
    const orderId = await paidOrder(lamp, quantity);
    await ship(orderId);
    await shop.moveShipment(orderId, 'DELIVERED');
    return orderId;
  }

  async function requestReturn(orderId: number, quantity: number): Promise<number> {
    const body = { items: [{ productId: lamp, quantity }], reason: 'The colour is wrong' };
    return (await answerOf(kim.api.PUT('/api/orders/{orderId}/return', { params: { path: { orderId } }, body })))
      .returnId;
  }
});

async function figure(page: Page, name: string, value: string): Promise<void> {
  await page
    .locator('dl > div', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd')
    .filter({ hasText: value })
    .first()
    .waitFor();
}
