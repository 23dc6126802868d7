import type { Page, Route } from 'playwright-core';
import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';
import { PayingCustomer } from './support/paying-customer';

const PAY = { name: 'Pay 40,000 points', disabled: false } as const;
const SECONDS_LEFT = 4;

describeInBrowser('an order whose time to pay ends', () => {
  let shop: BrowserShop;
  let lamp: number;

  beforeAll(async () => {
    shop = await BrowserShop.open({ PAYMENTS: 'on' });
    lamp = await shop.product({ name: 'Lamp', units: 100, price: 40_000 });
  });
  afterAll(() => shop.close());

  it('is the buyer’s who pays with a second left', async () => {
    const kim = await PayingCustomer.of(shop, 'Kim', 50_000);
    const { page } = kim;
    const orderId = await kim.reserve(lamp);
    await shop.endReservation(orderId, SECONDS_LEFT);
    await page.goto(`${shop.url}/#/orders/${orderId}`);
    await payWithASecondLeft(page);
    await page.getByText('Your payment is complete.').waitFor();
    expect(await kim.points()).toBe(10_000);
  });

  it('says without a reload that it has expired, that nothing was charged, and what can be done', async () => {
    const lee = await PayingCustomer.of(shop, 'Lee', 50_000);
    const { page, window } = lee;
    const orderId = await lee.reserve(lamp);
    await shop.endReservation(orderId, SECONDS_LEFT);
    await page.goto(`${shop.url}/#/orders/${orderId}`);
    await page.getByRole('button', PAY).waitFor();
    await page.locator('.order-result', { hasText: 'The time to pay ran out.' }).waitFor();
    await page.getByText('You were not charged.').waitFor();
    await page.getByText('Payment expired', { exact: true }).waitFor();
    await window.screenshot('storefront-expired');
    await page.getByRole('button', { name: 'Put back into cart' }).click();
    await page.getByRole('link', { name: 'Cart, 1 product' }).waitFor();
    expect(await lee.points()).toBe(50_000);
  });

  it('and whose payment came too late leads to the order that replaces it, which shows that payment, and back', async () => {
    const park = await PayingCustomer.of(shop, 'Park', 100_000);
    const { page, window } = park;
    const [late, replacement] = [await park.reserve(lamp), await park.reserve(lamp)];
    await park.pay(late);
    const expired = { status: 'ORDER_CANCELLED', stage: 'EXPIRED', cancelReason: 'PAYMENT_EXPIRED' };
    await pretend(page, late, { ...expired, replacedByOrderId: replacement });
    const bought = { status: 'ORDER_SUCCESS', stage: 'PAYMENT_COMPLETED', payBy: undefined };
    await pretend(page, replacement, { ...bought, replacesOrderId: late });
    await page.goto(`${shop.url}/#/orders/${late}`);
    await page.getByText('Your payment arrived late, so a new order replaces this one.').waitFor();
    await window.screenshot('storefront-replaced');
    await page.getByRole('link', { name: `View the new order (${replacement})` }).click();
    await page.getByRole('heading', { name: `Order ${replacement}` }).waitFor();
    await page.getByText('Paid ₩40,000 (Points)').waitFor();
    await page.getByRole('link', { name: `View the expired order (${late})` }).click();
    await page.getByRole('heading', { name: `Order ${late}` }).waitFor();
  });
});

/** The page is answered as if the order had these fields. */
async function pretend(page: Page, orderId: number, fields: object): Promise<void> {
  await page.route(`**/api/orders/${orderId}`, async (route: Route) => {
    const response = await route.fetch();
    const order = (await response.json()) as object;
    return route.fulfill({ response, json: { ...order, ...fields } });
  });
}

/** Pressed in the page itself, because a click of the test may take longer than is left. */
async function payWithASecondLeft(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const { document } = globalThis as unknown as Dom;
    if (document.querySelector('.payment-panel time')?.textContent !== '00:00:02') return false;
    document.querySelector('.payment-panel .primary')?.click();
    return true;
  });
}

interface Dom {
  readonly document: {
    querySelector(selector: string): { readonly textContent: string | null; click(): void } | null;
  };
}
