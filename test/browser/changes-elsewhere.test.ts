import { describeInBrowser } from './support/browser';
import { BrowserShop, signIn } from './support/browser-shop';

/** What the browser says when the window is looked at again: pages refresh what no signal announces. */
const LOOK_AGAIN = 'document.dispatchEvent(new Event("visibilitychange"))';

describeInBrowser('a page that is open while something changes elsewhere', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open();
  });
  afterAll(() => shop.close());

  it('shows the new price of a product, and that a deleted product is gone', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 10 });
    const { page } = await shop.browser.window();
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByText('₩50,000').waitFor();
    await shop.setPrice(productId, 60_000);
    await page.evaluate(LOOK_AGAIN);
    await page.getByText('₩60,000').waitFor();
    await shop.remove(productId);
    await page.evaluate(LOOK_AGAIN);
    await page.getByText('Product not found. It may no longer be for sale.').waitFor();
    expect(await page.getByRole('button', { name: 'Buy' }).count()).toBe(0);
  });

  it('shows the ordinary price of each product of a deal that has ended, and the name of the deal once', async () => {
    const productId = await shop.product({ name: 'Rug', units: 10 });
    const eventId = await shop.deal(productId);
    const window = await shop.browser.window();
    const { page } = window;
    await page.goto(`${shop.url}/#/deals/${eventId}`);
    await page.getByText('₩40,000').waitFor();
    expect(await page.getByRole('article').getByRole('link').allInnerTexts()).toEqual(['Rug']);
    await shop.end(eventId);
    await page.getByText('This deal has ended.').waitFor();
    await page.getByText('₩50,000').waitFor();
    expect(await page.getByText('₩40,000').count()).toBe(0);
    expect(await page.locator('del').count()).toBe(0);
    await window.screenshot('storefront-ended-deal');
  });

  it('stays signed out if the account is answered after another window has signed out', async () => {
    const { page, context } = await shop.customer('Kim');
    let answer = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/users/me', async (route) => {
      const response = await route.fetch();
      await isHeld;
      await route.fulfill({ response });
    });
    const requested = page.waitForRequest('**/api/users/me');
    await page.reload();
    await requested;
    const other = await context.newPage();
    await other.goto(shop.url);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    const answered = page.waitForResponse('**/api/users/me');
    answer();
    await (await answered).finished();
    await page.waitForTimeout(300);
    expect(await page.getByText('Kim', { exact: true }).count()).toBe(0);
  });

  it('shows the outcome of a purchase after another window has signed in', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 10 });
    const { page, context } = await shop.customer('Song');
    const other = await context.newPage();
    await other.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.goto(`${shop.url}/#/sign-in`);
    await signIn({ page }, 'song@example.com');
    await other.getByText('Song', { exact: true }).waitFor();
    await other.getByRole('button', { name: 'Buy' }).click();
    await other.getByText('Order confirmed: 1 item').waitFor();
  });

  it('buys although a purchase of an unknown form is stored', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 10 });
    const { page } = await shop.customer('Choi');
    await page.evaluate(`sessionStorage.setItem('hotdeal.pending-purchases', 'null')`);
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.reload();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Order confirmed: 1 item').waitFor();
  });
});

describeInBrowser('the deal of the console', () => {
  it('has no broken picture, and its length is shown to the minute', async () => {
    const shop = await BrowserShop.open();
    const productId = await shop.product({ name: 'Lamp', units: 10 });
    const eventId = await shop.upcomingDeal(productId);
    await shop.changeUpcomingDeal(eventId, 'Week of light', productId);
    const { page } = await shop.console();
    await page.goto(`${shop.url}/admin#/deals/${eventId}/edit`);
    await page.getByLabel('Banner URL').fill('https://127.0.0.1:9/nothing.png');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Week of light' }).waitFor();
    await page.getByText('1 day', { exact: true }).waitFor();
    await page.locator('.deal-banner').waitFor({ state: 'detached' });
    // A year that is still being typed is not a time that clocks skip.
    await page.goto(`${shop.url}/admin#/deals/new`);
    await page.getByLabel('At a specific time').check();
    await page.getByLabel('Start time').fill('12026-11-30T21:00');
    expect(await page.getByText('Clocks go forward').count()).toBe(0);
    await shop.close();
  });
});
