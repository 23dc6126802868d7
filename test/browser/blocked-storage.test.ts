import { describeInBrowser } from './support/browser';
import { BrowserShop, signIn } from './support/browser-shop';

const BROWSERS: Readonly<Record<string, string>> = {
  'has no storage': `
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(globalThis, name, { get: () => null });`,
  'denies access to site data': `
    const deny = () => { throw new DOMException('Access is denied for this document.', 'SecurityError'); };
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get: deny });
    LockManager.prototype.request = async () => deny();`,
  'has a full storage': `
    Storage.prototype.setItem = () => { throw new DOMException('The quota was exceeded.', 'QuotaExceededError'); };`,
  'has no Web Locks, BroadcastChannel or Notification': `
    Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });
    for (const name of ['BroadcastChannel', 'Notification']) delete globalThis[name];`,
};

const EXPIRED = {
  status: 401,
  contentType: 'application/problem+json',
  body: JSON.stringify({ status: 401, code: 'UNAUTHENTICATED' }),
};

describeInBrowser('a browser that stores nothing', () => {
  let shop: BrowserShop;
  let productId: number;

  beforeAll(async () => {
    shop = await BrowserShop.open();
    productId = await shop.product({ name: 'Lamp', units: 100 });
  });
  afterAll(() => shop.close());

  it.each(Object.entries(BROWSERS))(
    'lets a customer sign in, buy and choose a language if it %s',
    async (_, script) => {
      const name = `Kim-${Object.values(BROWSERS).indexOf(script)}`;
      const { page, consoleErrors } = await shop.customer(name, { script });
      await page.goto(`${shop.url}/#/products/${productId}`);
      await page.getByRole('button', { name: 'Buy' }).click();
      await page.getByText('Order confirmed: 1 item').waitFor();
      await page.getByRole('button', { name: '한국어' }).click();
      // An access token that has expired is renewed.
      await page.route(/\/api\/orders(\?|$)/, (route) => route.fulfill(EXPIRED), { times: 1 });
      await page.getByRole('link', { name: '주문 내역', exact: true }).click();
      await page.getByRole('heading', { name: '주문 내역' }).waitFor();
      await page.getByRole('main').getByRole('link', { name: 'Lamp' }).waitFor();
      expect(consoleErrors).toEqual([]);
    },
  );

  it.each(Object.entries(BROWSERS))('takes the cart of a guest to the account if it %s', async (_, script) => {
    const name = `Lee-${Object.values(BROWSERS).indexOf(script)}`;
    await shop.signUp(name);
    const window = await shop.browser.window({ script });
    const { page } = window;
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Cart, 1 product' }).click();
    await page.getByRole('button', { name: 'Order for ₩50,000' }).click();
    await signIn(window, `${name.toLowerCase()}@example.com`);
    await page.getByRole('button', { name: 'Order for ₩50,000', disabled: false }).waitFor();
    await page.getByText(name, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Order for ₩50,000' }).click();
    await page.getByText('Order confirmed: 1 item').waitFor();
  });

  it.each(Object.entries(BROWSERS))('lets an administrator use the console if it %s', async (_, script) => {
    const { page, consoleErrors } = await shop.console({ script });
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('link', { name: '상품', exact: true }).click();
    await page.getByText('Lamp').first().waitFor();
    expect(consoleErrors).toEqual([]);
  });
});
