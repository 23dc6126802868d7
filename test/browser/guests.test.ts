import { describeInBrowser, PHONE } from './support/browser';
import { BrowserShop, signIn } from './support/browser-shop';

describeInBrowser('a guest', () => {
  let shop: BrowserShop;
  let productId: number;

  beforeAll(async () => {
    shop = await BrowserShop.open();
    productId = await shop.product({ name: 'Lamp', units: 100 });
    await shop.deal(productId);
  });
  afterAll(() => shop.close());

  it('sees deals and products, and buys what was chosen after signing in, without leaving the page', async () => {
    await shop.signUp('Kim');
    const window = await shop.browser.window({ viewport: PHONE });
    const { page } = window;
    await page.goto(shop.url);
    await page.getByRole('article', { name: 'On now' }).getByRole('link', { name: 'Lamp' }).click();
    await page.locator('.price strong', { hasText: '₩40,000' }).waitFor();
    await page.getByRole('button', { name: 'Increase quantity' }).click();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByRole('dialog', { name: 'Sign in to buy' }).waitFor();
    expect(await window.violations()).toEqual([]);
    await window.screenshot('storefront-sign-in-to-buy');
    await signIn(window, 'kim@example.com');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator(':focus').innerText()).toBe('Buy');
    expect(await page.getByLabel('Quantity', { exact: true }).inputValue()).toBe('2');
    await page.keyboard.press('Enter');
    await page.getByText('Order confirmed: 2 items, ₩80,000').waitFor();
  });

  it('gets alerts for a product after signing up from its page', async () => {
    const { page } = await shop.browser.window();
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Deal alerts', pressed: false }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'New here? Sign up' }).click();
    await page.getByLabel('E-mail').fill('lee@example.com');
    await page.getByLabel('Name').fill('Lee');
    await page.getByLabel('Password').fill('password123');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign up', exact: true }).click();
    await page.getByRole('button', { name: 'Deal alerts', pressed: true }).waitFor();
    expect(await page.getByRole('heading', { name: 'Lamp' }).count()).toBe(1);
  });

  it('returns to the same page after signing in, and signs out with one click', async () => {
    await shop.signUp('Choi');
    const window = await shop.browser.window();
    const { page } = window;
    await page.goto(`${shop.url}/#/products?q=lamp`);
    await page.getByRole('link', { name: 'Lamp' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(window, 'choi@example.com');
    await page.getByRole('link', { name: 'Lamp' }).waitFor();
    expect(page.url()).toBe(`${shop.url}/#/products?q=lamp`);
    await page.getByRole('link', { name: 'My orders' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('link', { name: 'Products' }).click();
    await page.getByRole('link', { name: 'Lamp' }).waitFor();
  });
});

describeInBrowser('a guest of a shop whose catalogue is for members', () => {
  it('sees which deals there are, and the products after signing in', async () => {
    const shop = await BrowserShop.open({ CATALOGUE: 'members' });
    const productId = await shop.product({ name: 'Lamp', units: 100 });
    await shop.deal(productId);
    await shop.signUp('Kim');
    const window = await shop.browser.window();
    const { page } = window;
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByText('20% off 1 product').waitFor();
    expect(await page.getByText('Lamp').count()).toBe(0);
    expect(await page.getByRole('navigation').count()).toBe(0);
    await signIn(window, 'kim@example.com');
    await page.getByRole('heading', { name: 'Lamp' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('20% off 1 product').waitFor();
    await shop.close();
  });
});
