import type { Page } from 'playwright-core';
import { ProxyWithoutWebsockets } from '../support/tcp-proxy';
import { describeInBrowser, PHONE, type Window, type WindowOptions } from './support/browser';
import { BrowserShop } from './support/browser-shop';
import { PayingCustomer } from './support/paying-customer';

const CATALOGUE = ['/', '/products', '/products?q=lamp&onDeal=true&sort=price', '/ranking', '/coupons'];
const OWN_PAGES = ['/orders', '/notifications', '/coupons/mine', '/cart', '/wishes', '/my'];
const CONSOLE = [
  '/deals',
  '/deals/new',
  '/products',
  '/products/new',
  '/coupons',
  '/coupons/new',
  '/sale',
  '/webhooks',
  '/customers',
  '/health',
  '/health/failed-events',
  '/health/instances',
];

const MODES: Readonly<Record<string, WindowOptions>> = {
  desktop: {},
  phone: { viewport: PHONE },
  dark: { colorScheme: 'dark' },
  korean: {},
};

describeInBrowser('the pages', () => {
  let shop: BrowserShop;
  let productId: number;
  let eventId: number;
  let couponId: number;

  beforeAll(async () => {
    shop = await BrowserShop.open();
    productId = await shop.product({ name: 'Lamp', units: 100 });
    eventId = await shop.deal(productId);
    couponId = await shop.coupon({ name: 'Welcome', quantity: 100 });
    await shop.coupon({ name: 'Later', quantity: 100, startsInMs: 86_400_000 });
  });
  afterAll(() => shop.close());

  it('let a customer buy with the keyboard alone', async () => {
    const window = await shop.customer('Kim');
    const { page } = window;
    await page.getByRole('link', { name: 'Lamp' }).waitFor();
    await window.tabTo('Lamp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lamp' }).waitFor();
    await window.tabTo('Quantity');
    await page.keyboard.press('ArrowUp');
    await window.tabTo('Buy');
    await page.keyboard.press('Enter');
    await page.getByText('Order confirmed: 2 items, ₩80,000').waitFor();
    await window.tabTo('View my orders');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'My orders' }).waitFor();
    expect(await shop.unitsLeft(productId)).toBe(98);
  });

  it.each(Object.entries(MODES))('have no accessibility violations for a guest, mode: %s', async (mode, options) => {
    const guest = await shop.browser.window(options);
    await addToCart(guest.page, `${shop.url}/#/products/${productId}`);
    await guest.page.goto(`${shop.url}/#/sign-in`);
    if (mode === 'korean') await guest.page.getByRole('button', { name: '한국어' }).click();
    await guest.page.getByRole('heading', { name: mode === 'korean' ? '로그인' : 'Sign in' }).waitFor();
    expect(await guest.violations()).toEqual([]);
    const paths = ['/', '/products', `/products/${productId}`, '/coupons', '/cart'];
    expect(await violationsOf(guest, `${shop.url}/`, paths, `guest-${mode}`)).toEqual([]);
  });

  it.each(Object.entries(MODES))('have no accessibility violations for a customer, mode: %s', async (mode, options) => {
    const customer = await shop.customer(`Lee-${mode}`, options);
    if (mode === 'korean') await customer.page.getByRole('button', { name: '한국어' }).click();
    const paths = [...CATALOGUE, `/products/${productId}`, `/deals/${eventId}`];
    expect(await violationsOf(customer, `${shop.url}/`, paths, `storefront-${mode}`)).toEqual([]);
  });

  it.each(Object.entries(MODES))(
    'have no accessibility violations where a customer finds what is theirs, mode: %s',
    async (mode, options) => {
      const customer = await shop.customer(`Han-${mode}`, options);
      await addToCart(customer.page, `${shop.url}/#/products/${productId}`);
      await customer.page.getByRole('button', { name: 'Wish list', exact: true }).click();
      await customer.page.getByRole('button', { name: 'Wish list', exact: true, pressed: true }).waitFor();
      if (mode === 'korean') await customer.page.getByRole('button', { name: '한국어' }).click();
      expect(await violationsOf(customer, `${shop.url}/`, OWN_PAGES, `storefront-${mode}`)).toEqual([]);
    },
  );

  it.each(['desktop', 'phone', 'korean'])('have no accessibility violations in the console, mode: %s', async (mode) => {
    const window = await shop.console(MODES[mode]);
    if (mode === 'korean') await window.page.getByRole('button', { name: '한국어' }).click();
    const paths = [
      ...CONSOLE,
      `/products/${productId}`,
      `/coupons/${couponId}`,
      `/deals/${eventId}`,
      `/sale?deal=${eventId}`,
    ];
    expect(await violationsOf(window, `${shop.url}/admin`, paths, `console-${mode}`)).toEqual([]);
  });

  it('let a customer sign up while a websocket is still tried on a network that swallows websockets', async () => {
    const proxy = await ProxyWithoutWebsockets.through('127.0.0.1', Number(new URL(shop.url).port), 'SWALLOWED');
    const { page, consoleErrors } = await shop.browser.window();
    await page.goto(`http://127.0.0.1:${proxy.port}/#/sign-in`);
    await page.getByRole('button', { name: 'New here? Sign up' }).click();
    await page.getByLabel('E-mail').fill('choi@example.com');
    await page.getByLabel('Name').fill('Choi');
    await page.getByLabel('Password').fill('password123');
    await page.locator('form').getByRole('button', { name: 'Sign up', exact: true }).click();
    await page.getByRole('link', { name: 'Lamp' }).first().waitFor();
    expect(consoleErrors).toEqual([]);
    await page.goto('about:blank');
    await proxy.close();
  });

  it('stay in Korean after a reload, once Korean was chosen', async () => {
    const { page } = await shop.customer('Park');
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('link', { name: '주문 내역' }).click();
    await page.getByRole('heading', { name: '주문 내역' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('ko');
    await page.reload();
    await page.getByRole('heading', { name: '주문 내역' }).waitFor();
  });
});

describeInBrowser('the pages of a shop whose orders are paid', () => {
  let shop: BrowserShop;
  let productId: number;

  beforeAll(async () => {
    shop = await BrowserShop.open({ PAYMENTS: 'on' });
    productId = await shop.product({ name: 'Lamp', units: 100, price: 40_000 });
  });
  afterAll(() => shop.close());

  it.each(Object.entries({ ...MODES, narrow: { viewport: { width: 360, height: 740 } } }))(
    'have no accessibility violations, mode: %s',
    async (mode, options) => {
      const customer = await PayingCustomer.of(shop, `Kim-${mode}`, 100_000, options);
      const { page, window } = customer;
      const [paid, cancelled] = [await customer.reserve(productId), await customer.reserve(productId)];
      await customer.pay(paid);
      await shop.cancel(cancelled);
      const waiting = await customer.reserve(productId);
      if (mode === 'korean') await page.getByRole('button', { name: '한국어' }).click();
      const orders = [paid, cancelled, waiting].map((orderId) => `/orders/${orderId}`);
      const checkouts = [1, 9].map((quantity) => `/checkout?product=${productId}&quantity=${quantity}`);
      const paths = [...checkouts, ...orders, '/orders', '/points', '/my'];
      expect(await violationsOf(window, `${shop.url}/`, paths, `payments-${mode}`)).toEqual([]);
    },
  );
});

async function addToCart(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Add to cart', exact: true }).click();
  await page.getByRole('link', { name: 'Cart, 1 product' }).waitFor();
}

async function violationsOf(
  window: Window,
  address: string,
  paths: readonly string[],
  screenshots: string,
): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    await window.page.goto(`${address}#${path}`);
    await window.page.locator('main h1').first().waitFor();
    await window.page.locator('.spinner').first().waitFor({ state: 'detached' });
    found.push(...(await window.violations()).map((violation) => `${screenshots} ${path}: ${violation}`));
    if (await isWiderThanItsWindow(window.page)) found.push(`${screenshots} ${path} scrolls sideways`);
    await window.screenshot(`${screenshots}${path.replaceAll(/[^a-z0-9]+/g, '-')}`);
  }
  return found;
}

function isWiderThanItsWindow(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}
