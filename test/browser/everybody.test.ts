import type { Page } from 'playwright-core';
import { ProxyWithoutWebsockets } from '../support/proxy-without-websockets';
import { describeInBrowser, PHONE, type Window } from './rig/browser';
import { LiveSale } from './rig/live-sale';

const STOREFRONT = ['/', '/products', '/orders', '/notifications'];
const CONSOLE = [
  '/deals',
  '/deals/new',
  '/products',
  '/products/new',
  '/sale',
  '/webhooks',
  '/customers',
  '/health',
  '/health/failed-events',
  '/health/instances',
];

describeInBrowser('the pages are for everybody', () => {
  let sale: LiveSale;
  let productId: number;
  let eventId: number;

  beforeAll(async () => {
    sale = await LiveSale.open();
    productId = await sale.product({ name: 'Lamp', units: 100 });
    eventId = await sale.deal(productId);
  });
  afterAll(() => sale.close());

  it('who buys with the keyboard alone', async () => {
    const { page } = await sale.customer('Kim');
    await page.getByRole('link', { name: 'Lamp' }).waitFor();
    await tabTo(page, 'Lamp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lamp' }).waitFor();
    await tabTo(page, 'Quantity');
    await page.keyboard.press('ArrowUp');
    await tabTo(page, 'Buy');
    await page.keyboard.press('Enter');
    await page.getByText('Order confirmed: 2 items, ₩80,000').waitFor();
    await tabTo(page, 'View my orders');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'My orders' }).waitFor();
    expect(await sale.unitsLeft(productId)).toBe(98);
  });

  it.each([
    ['on a desktop', {}],
    ['on a phone', { viewport: PHONE }],
    ['in the dark', { colorScheme: 'dark' as const }],
  ])('who uses a screen reader, %s, in the storefront', async (_where, options) => {
    const stranger = await sale.people.window(options);
    await stranger.page.goto(sale.url);
    await stranger.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await stranger.barriers()).toEqual([]);
    const window = await sale.customer(`Lee${Object.keys(options).join('')}`, options);
    const places = [...STOREFRONT, `/products/${productId}`, `/deals/${eventId}`];
    expect(await barriersOf(window, `${sale.url}/`, places)).toEqual([]);
  });

  it('who uses a screen reader, in the console', async () => {
    const window = await sale.console();
    const places = [...CONSOLE, `/products/${productId}`, `/deals/${eventId}`, `/sale?deal=${eventId}`];
    expect(await barriersOf(window, `${sale.url}/admin`, places)).toEqual([]);
    const onPhone = await sale.console({ viewport: PHONE });
    expect(await barriersOf(onPhone, `${sale.url}/admin`, places)).toEqual([]);
  });

  it('whose network swallows websockets, and who signs in while one is still tried', async () => {
    const way = await ProxyWithoutWebsockets.through('127.0.0.1', Number(new URL(sale.url).port), 'SWALLOWED');
    const { page, complaints } = await sale.people.window();
    await page.goto(`http://127.0.0.1:${way.port}/`);
    await page.getByRole('button', { name: 'New here? Sign up' }).click();
    await page.getByLabel('E-mail').fill('choi@example.com');
    await page.getByLabel('Name').fill('Choi');
    await page.getByLabel('Password').fill('password123');
    await page.locator('form').getByRole('button', { name: 'Sign up', exact: true }).click();
    await page.getByRole('link', { name: 'Lamp' }).waitFor();
    expect(complaints).toEqual([]);
    await page.goto('about:blank');
    await way.close();
  });

  it('who reads Korean', async () => {
    const { page } = await sale.customer('Park');
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('link', { name: '주문 내역' }).click();
    await page.getByRole('heading', { name: '주문 내역' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('ko');
    await page.reload();
    await page.getByRole('heading', { name: '주문 내역' }).waitFor();
  });
});

async function barriersOf(window: Window, address: string, places: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const place of places) {
    await window.page.goto(`${address}#${place}`);
    await window.page.locator('main h1').first().waitFor();
    await window.page.locator('.spinner').first().waitFor({ state: 'detached' });
    found.push(...(await window.barriers()).map((barrier) => `${place}: ${barrier}`));
    if (await isWiderThanItsWindow(window.page)) found.push(`${place} scrolls sideways`);
  }
  return found;
}

function isWiderThanItsWindow(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/** As often as it takes somebody without a mouse to get to what has this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  const MOST = 60;
  for (let presses = 0; presses < MOST; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    const names = await focused.evaluate(
      (element: { textContent: string | null; labels?: ArrayLike<{ textContent: string | null }> }) => [
        element.textContent?.trim(),
        ...Array.from(element.labels ?? [], (label) => label.textContent?.trim()),
      ],
    );
    if (names.includes(name)) return;
  }
  throw new Error(`${name} cannot be reached with the keyboard`);
}
