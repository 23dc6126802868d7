import { setTimeout as pause } from 'node:timers/promises';
import type { Page, Route } from 'playwright-core';
import { openSimulator, variablesOf } from '../support/payment-simulator';
import { describeInBrowser, PHONE, type Window } from './support/browser';
import { BrowserShop } from './support/browser-shop';
import { PayingCustomer } from './support/paying-customer';

/** The limit under which Google calls the cumulative layout shift of a page good is 0.1; ours is half of it. */
const LIMIT = 0.05;
const OBSERVE_SHIFTS = `
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries())
      if (!hadRecentInput) shifts.push({ value, nodes: sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 200)) });
  }).observe({ type: 'layout-shift', buffered: true });`;
/** Each answer arrives this much later than the one before, so that the page is painted in between. */
const STEP_MS = 60;
const PRODUCTS = 14;

interface Shift {
  readonly value: number;
  readonly nodes: readonly string[];
}

const VIEWPORTS = Object.entries({ phone: { viewport: PHONE }, desktop: {} });

describeInBrowser('a page that loads', () => {
  let shop: BrowserShop;
  let productId: number;
  let eventId: number;

  beforeAll(async () => {
    shop = await BrowserShop.open();
    [productId, eventId] = await fill(shop);
  });
  afterAll(() => shop.close());

  it.each(VIEWPORTS)('moves nothing for a guest, on a %s', async (_, options) => {
    const window = await shop.browser.window({ ...options, script: OBSERVE_SHIFTS });
    await delayAnswers(window.page);
    const pages = ['/', '/products', `/products/${productId}`, `/deals/${eventId}`, '/sign-in', '/coupons', '/cart'];
    for (const path of pages) expect([path, await shiftsOf(window, `${shop.url}/#${path}`)]).toEqual([path, []]);
  });

  it.each(VIEWPORTS)('moves nothing for a customer, on a %s', async (name, options) => {
    const { api } = await shop.signUp(`Kim-${name}`);
    const body = { productId, quantity: 2 };
    await Promise.all([
      api.POST('/api/cart/items', { body }),
      api.PUT('/api/wishlist/{productId}', { params: { path: { productId } } }),
    ]);
    const window = await shop.customer(`Kim-${name}`, { ...options, script: OBSERVE_SHIFTS, hasAccount: true });
    await delayAnswers(window.page);
    const pages = [
      '/',
      '/products?q=lamp',
      `/products/${productId}`,
      '/orders',
      '/notifications',
      '/coupons',
      '/cart',
      '/my',
      '/wishes',
    ];
    for (const path of pages) expect([path, await shiftsOf(window, `${shop.url}/#${path}`)]).toEqual([path, []]);
  });
});

describeInBrowser('a page of a shop whose orders are paid at the simulator', () => {
  let shop: BrowserShop;
  let simulator: Awaited<ReturnType<typeof openSimulator>>;
  let productId: number;

  beforeAll(async () => {
    simulator = await openSimulator();
    shop = await BrowserShop.open(variablesOf(simulator));
    productId = await shop.product({ name: 'Lamp', units: 10, price: 40_000 });
  });
  afterAll(async () => {
    await shop.close();
    await simulator.close();
  });

  it.each(VIEWPORTS)('moves nothing while it loads, on a %s', async (name, options) => {
    const script = OBSERVE_SHIFTS;
    const customer = await PayingCustomer.of(shop, `Kim-${name}`, 100_000, { ...options, script });
    const [paid, waiting] = [await customer.reserve(productId), await customer.reserve(productId)];
    await customer.pay(paid);
    await delayAnswers(customer.page);
    const orders = [`/orders/${paid}`, `/orders/${waiting}`, '/orders'];
    const pages = [`/checkout?product=${productId}`, ...orders, '/points', '/my'];
    for (const path of pages)
      expect([path, await shiftsOf(customer.window, `${shop.url}/#${path}`)]).toEqual([path, []]);
    await customer.page.locator('aside', { hasText: 'Simulated payments: no money moves.' }).waitFor();
  });
});

describeInBrowser('the landing page of a shop whose catalogue is for members', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open({ CATALOGUE: 'members' });
    await fill(shop);
  });
  afterAll(() => shop.close());

  it.each(VIEWPORTS)('moves nothing while it loads, on a %s', async (_, options) => {
    const window = await shop.browser.window({ ...options, script: OBSERVE_SHIFTS });
    await delayAnswers(window.page);
    expect(await shiftsOf(window, `${shop.url}/`)).toEqual([]);
  });
});

/** Names of one line and of several, products with two deals and with none, sold out and not. */
async function fill(shop: BrowserShop): Promise<[productId: number, eventId: number]> {
  const ids: number[] = [];
  for (let number = 1; number <= PRODUCTS; number += 1) {
    const name = number % 3 === 0 ? `Lamp ${number}` : `A brass lamp with a long name that needs two lines, ${number}`;
    ids.push(await shop.product({ name, units: number % 4 }));
  }
  const eventId = await shop.deal(...ids.slice(0, 5));
  await shop.deal(...ids.slice(3, 9));
  await shop.upcomingDeal(...ids.slice(0, 3));
  for (const name of ['Welcome', 'Spring', 'Summer']) await shop.coupon({ name, quantity: 100 });
  return [ids[0] ?? 0, eventId];
}

/** What has moved while the page was loaded; nothing if it is within the limit. */
async function shiftsOf({ page }: Window, address: string): Promise<readonly Shift[]> {
  await page.goto('about:blank');
  await page.goto(address);
  await page.locator('main h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  const shifts = await page.evaluate<readonly Shift[]>('globalThis.shifts');
  return shifts.reduce((sum, { value }) => sum + value, 0) < LIMIT ? [] : shifts;
}

async function delayAnswers(page: Page): Promise<void> {
  let waiting = 0;
  await page.route('**/api/**', async (route: Route) => {
    waiting += 1;
    await pause(waiting * STEP_MS);
    waiting -= 1;
    await route.continue().catch(() => undefined);
  });
}
