import type { Page } from 'playwright-core';
import { until } from '../support/until';
import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';

const FILLER = 30;

describeInBrowser('a customer who looks for a product', () => {
  let shop: BrowserShop;
  let page: Page;
  let chairId: number;

  beforeAll(async () => {
    shop = await BrowserShop.open();
    for (let number = 1; number <= FILLER; number += 1) await shop.product({ name: `Cup ${number}`, units: 1 });
    await shop.product({ name: 'Lamp', units: 5, price: 50_000 });
    await shop.product({ name: 'Ladder', units: 0, price: 30_000 });
    await shop.product({ name: '무선 이어폰', units: 3, price: 90_000 });
    chairId = await shop.product({ name: 'Large chair', units: 2, price: 60_000 });
    await shop.dealAt(90, chairId);
    await until(async () => (await total(shop, 'onDeal=true')) === 1 && (await total(shop, '')) === FILLER + 4);
    ({ page } = await shop.browser.window());
  });
  afterAll(() => shop.close());

  const names = (): Promise<string[]> => page.locator('.product-card a').allInnerTexts();
  const shown = (count: string | RegExp): Promise<void> => page.locator('.result-count', { hasText: count }).waitFor();
  const open = async (path: string): Promise<void> => {
    await page.goto('about:blank');
    await page.goto(`${shop.url}/#${path}`);
  };

  it('finds words with missing spaces, and says how many products there are', async () => {
    await open('/products');
    await shown(`${FILLER + 4} products`);
    await page.getByLabel('Search products').fill('무선이어폰');
    await shown(/^1 product$/);
    expect(await names()).toEqual(['무선 이어폰']);
  });

  it('combines filters and a sort, shares them by the address, and removes each by its chip', async () => {
    await open('/products?q=la');
    await shown('3 products');
    await page.getByLabel('In stock').check();
    await shown('2 products');
    await page.getByLabel('Sort by').selectOption('Price: low to high');
    // The chair costs less than the lamp only by its deal.
    await until(async () => (await names()).join() === 'Large chair,Lamp');
    await page.getByLabel('Min price').fill('40000');
    await shown(/^1 product$/);
    const other = await shop.browser.window();
    await other.page.goto(page.url());
    await other.page.locator('.result-count', { hasText: /^1 product$/ }).waitFor();
    await page.getByRole('button', { name: 'Remove filter: From ₩40,000' }).click();
    await shown('2 products');
    expect(await page.locator('.result-count:focus').count()).toBe(1);
    await page.getByRole('button', { name: 'Remove filter: In stock' }).click();
    await shown('3 products');
    expect(await names()).toEqual(['Large chair', 'Ladder', 'Lamp']);
    await page.getByRole('button', { name: 'Clear all' }).waitFor({ state: 'detached' });
  });

  it('goes back through the filters, and from a product to the loaded list at the same position', async () => {
    await open('/products');
    await shown(`${FILLER + 4} products`);
    await page.getByLabel('Category').selectOption('HOME_LIVING');
    await page.getByRole('heading', { name: /^Home/ }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Products' }).waitFor();
    expect(await page.getByLabel('Category').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('link', { name: 'Cup 1', exact: true }).scrollIntoViewIfNeeded();
    const position = await page.evaluate('scrollY');
    expect(position).toBeGreaterThan(1_000);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.getByRole('link', { name: 'Cup 1', exact: true }).click();
    await page.getByRole('heading', { name: 'Cup 1' }).waitFor();
    expect(await page.evaluate('scrollY')).toBe(0);
    await page.goBack();
    await page.getByRole('link', { name: 'Cup 1', exact: true }).waitFor();
    expect(await page.locator('.product-card').count()).toBe(FILLER + 4);
    expect(await page.evaluate('scrollY')).toBe(position);
    expect(requests.filter((url) => url.includes('/api/products?'))).toEqual([]);
  });

  it('sees the answer of the newest search although an older one arrives later, which is cancelled', async () => {
    await open('/products');
    await shown(`${FILLER + 4} products`);
    const cancelled = page.waitForEvent('requestfailed', (request) => /q=lad(&|$)/.test(request.url()));
    let answerOld = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      void page.route(/q=lad(&|$)/, (route) => {
        resolve();
        answerOld = () => void route.continue().catch(() => undefined);
      });
    });
    await page.getByLabel('Search products').fill('lad');
    await asked;
    await page.getByLabel('Search products').fill('lamp');
    await shown(/^1 product$/);
    answerOld();
    await page.waitForTimeout(300);
    expect(await names()).toEqual(['Lamp']);
    expect((await cancelled).failure()?.errorText).toBe('net::ERR_ABORTED');
  });

  it('is told kindly that the shop is busy, and gets the answer without asking again', async () => {
    await open('/products');
    await page.route(/q=chair/, (route) => route.fulfill(BUSY), { times: 1 });
    await page.getByLabel('Search products').fill('chair');
    await page.getByText('Many people are searching right now.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await shown(/^1 product$/);
    expect(await names()).toEqual(['Large chair']);
  });

  it('is offered a way out where nothing is found, also if nothing can be searched for', async () => {
    await open('/products?q=chair&maxPrice=1000');
    await page.getByText('No products match these filters.').waitFor();
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await shown(/^1 product$/);
    await page.getByLabel('Search products').fill('…');
    await page.getByText('No products match “…”.').waitFor();
    await page.getByRole('link', { name: 'See all products' }).click();
    await shown(`${FILLER + 4} products`);
  });

  it('sees no best sellers before the first sale, then each with its rank and the units sold', async () => {
    await open('/');
    await page.getByRole('link', { name: 'Large chair' }).waitFor();
    expect(await page.getByRole('heading', { name: 'Best sellers' }).count()).toBe(0);
    await open('/ranking');
    await page.getByText('Nothing has been sold in this period yet.').waitFor();
    await shop.order(chairId);
    await open('/');
    const row = page.getByRole('region', { name: 'Best sellers' });
    await until(async () => {
      if (await row.getByText('1 sold').isVisible()) return true;
      await page.reload();
      await page.getByRole('heading', { name: 'Upcoming deals' }).waitFor();
      await page.waitForLoadState('networkidle');
      return false;
    });
    await row.getByRole('link', { name: 'See all best sellers' }).click();
    await page.getByRole('link', { name: 'This month' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Large chair' }).getByText('₩6,000').waitFor();
    expect(await page.getByRole('link', { name: 'This month' }).getAttribute('aria-current')).toBe('page');
  });
});

const BUSY = {
  status: 429,
  headers: { 'retry-after': '1' },
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: 'Too many requests', status: 429, code: 'TOO_MANY_REQUESTS' }),
};

/** As the search knows it: it follows a change within two seconds. */
async function total(shop: BrowserShop, query: string): Promise<number> {
  const response = await fetch(`${shop.url}/api/products?limit=1&${query}`);
  return ((await response.json()) as { total: number }).total;
}
