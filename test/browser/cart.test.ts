import { answerOf } from '@hotdeal/client';
import type { Route } from 'playwright-core';
import { describeInBrowser, PHONE } from './support/browser';
import { BrowserShop, signIn } from './support/browser-shop';
import { freezeAnswers } from './support/frozen-answers';

/** What the browser says when the window is looked at again: pages refresh what no signal announces. */
const LOOK_AGAIN = 'document.dispatchEvent(new Event("visibilitychange"))';
const FOCUSED = 'document.activeElement?.textContent';

describeInBrowser('a cart', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open();
  });
  afterAll(() => shop.close());

  it('of a guest is stored on the device, merged at sign-in with the larger quantities, and ordered once', async () => {
    const lamp = await shop.product({ name: 'Lamp', units: 100 });
    const rug = await shop.product({ name: 'Rug', units: 100 });
    const kim = await shop.signUp('Kim');
    await answerOf(kim.api.POST('/api/cart/items', { body: { productId: lamp, quantity: 3 } }));
    const window = await shop.browser.window({ viewport: PHONE });
    const { page } = window;
    await page.goto(`${shop.url}/#/products/${lamp}`);
    await page.getByRole('button', { name: 'Increase quantity' }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Cart, 1 product' }).waitFor();
    await page.goto(`${shop.url}/#/products`);
    await page.getByRole('button', { name: 'Add to cart: Rug' }).click();
    await page.reload();
    await page.getByRole('link', { name: 'Cart, 2 products' }).click();
    await page.getByRole('button', { name: 'Order for ₩150,000' }).click();
    // The first answer is lost, and what it has changed is seen before the merge is repeated.
    const stored: unknown[] = [];
    const lose = async (route: Route): Promise<void> => {
      await route.fetch();
      stored.push(await page.evaluate('localStorage.getItem("hotdeal.cart") !== null'));
      await page.evaluate(LOOK_AGAIN);
      await route.abort();
    };
    await page.route('**/api/cart/merge', lose, { times: 1 });
    await signIn(window, 'kim@example.com');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Order for ₩200,000', disabled: false }).waitFor();
    expect(stored).toEqual([true]);
    expect(await page.evaluate('localStorage.getItem("hotdeal.cart")')).toBeNull();
    expect((await page.evaluate<string>(FOCUSED)).trim()).toBe('Order for ₩200,000');
    await page.getByRole('button', { name: 'Order for ₩200,000' }).dblclick();
    await page.getByText('Order confirmed: 4 items, ₩200,000').waitFor();
    expect(await page.evaluate<string>(FOCUSED)).toContain('Order confirmed');
    await page.getByText('Your cart is empty').waitFor();
    await page.getByRole('link', { name: 'Cart', exact: true }).waitFor();
    expect([await shop.unitsLeft(lamp), await shop.unitsLeft(rug)]).toEqual([97, 99]);
    expect((await answerOf(kim.api.GET('/api/orders'))).items).toHaveLength(1);
  });

  it('at changed prices is ordered only after the buyer has decided again', async () => {
    const productId = await shop.product({ name: 'Vase', units: 10 });
    const { page } = await shop.customer('Lee');
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Cart, 1 product' }).click();
    await page.getByRole('button', { name: 'Order for ₩50,000' }).waitFor();
    expect(await page.getByText('Added to your cart').count()).toBe(0);
    await shop.setPrice(productId, 60_000);
    await page.getByRole('button', { name: 'Order for ₩50,000' }).click();
    await page.getByText('Prices have changed, so nothing was ordered').waitFor();
    expect(await page.evaluate<string>(FOCUSED)).toContain('Vase: ₩50,000 → ₩60,000');
    await page.getByText('₩10,000 more than when you added it').waitFor();
    expect(await shop.unitsLeft(productId)).toBe(10);
    await page.getByRole('button', { name: 'Order for ₩60,000' }).click();
    await page.getByText('Order confirmed: 1 item, ₩60,000').waitFor();
  });

  it('is the same in two windows, which make one order of one state', async () => {
    const [productId, other] = [
      await shop.product({ name: 'Mug', units: 10 }),
      await shop.product({ name: 'Bowl', units: 2 }),
    ];
    const kang = await shop.signUp('Kang');
    await answerOf(kang.api.POST('/api/cart/items', { body: { productId, quantity: 1 } }));
    await answerOf(kang.api.POST('/api/cart/items', { body: { productId: other, quantity: 5 } }));
    const { page: one, context } = await shop.customer('Kang', { hasAccount: true });
    const two = await context.newPage();
    for (const page of [one, two]) await page.goto(`${shop.url}/#/cart`);
    await one.getByText('Only 2 left. Please choose fewer.').waitFor();
    await one.getByRole('button', { name: 'Increase quantity: Mug' }).click();
    await one.getByRole('button', { name: 'Remove from cart: Bowl' }).click();
    await one.getByRole('button', { name: 'Order for ₩100,000', disabled: false }).waitFor();
    await two.evaluate(LOOK_AGAIN);
    await two.getByRole('link', { name: 'Cart, 1 product' }).waitFor();
    expect(await two.getByLabel('Quantity: Mug', { exact: true }).inputValue()).toBe('2');
    await Promise.all([one, two].map((page) => page.getByRole('button', { name: 'Order for ₩100,000' }).click()));
    await Promise.all([one, two].map((page) => page.getByText('Order confirmed: 2 items, ₩100,000').waitFor()));
    expect((await answerOf(kang.api.GET('/api/orders'))).items).toHaveLength(1);
    expect(await shop.unitsLeft(productId)).toBe(8);
  });

  it('shows as soon as it is opened what another device has put into it', async () => {
    const productId = await shop.product({ name: 'Pot', units: 10 });
    const han = await shop.signUp('Han');
    const { page } = await shop.customer('Han', { hasAccount: true });
    await page.getByRole('link', { name: 'Cart', exact: true }).waitFor();
    await answerOf(han.api.POST('/api/cart/items', { body: { productId, quantity: 3 } }));
    // The page polls after ten seconds.
    const loaded = page.waitForRequest('**/api/cart', { timeout: 8_000 });
    await Promise.all([loaded, page.getByRole('link', { name: 'Cart', exact: true }).click()]);
    await page.getByRole('button', { name: 'Order for ₩150,000' }).waitFor();
  });

  it('gets its lines back after an order that failed when it had left the cart', async () => {
    const productId = await shop.product({ name: 'Kettle', units: 5 });
    const choi = await shop.signUp('Choi');
    await answerOf(choi.api.POST('/api/cart/items', { body: { productId, quantity: 5 } }));
    const { page } = await shop.customer('Choi', { hasAccount: true });
    await freezeAnswers(page, '**/api/stocks/search', 'POST');
    await page.goto(`${shop.url}/#/cart`);
    await page.getByRole('button', { name: 'Order for ₩250,000', disabled: false }).waitFor();
    await page.getByText('5 left').waitFor();
    await shop.order(productId);
    await page.getByRole('button', { name: 'Order for ₩250,000' }).click();
    await page.getByText('Your order could not be placed. Not enough stock.').waitFor();
    await page.getByText('Your cart is empty').waitFor();
    await page.getByRole('button', { name: 'Put back into cart' }).click();
    await page.getByRole('link', { name: 'Cart, 1 product' }).waitFor();
    expect(await page.getByLabel('Quantity: Kettle', { exact: true }).inputValue()).toBe('5');
  });
});

describeInBrowser('a purchase at a price that has risen since the page was loaded', () => {
  it('orders nothing, says both prices, and buys after another decision', async () => {
    const shop = await BrowserShop.open();
    const productId = await shop.product({ name: 'Lamp', units: 10 });
    const window = await shop.customer('Kim');
    const { page } = window;
    await page.goto(`${shop.url}/#/products/${productId}`);
    await page.locator('.price strong', { hasText: '₩50,000' }).waitFor();
    await shop.setPrice(productId, 60_000);
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('The price has changed from ₩50,000 to ₩60,000. Nothing was ordered.').waitFor();
    await window.screenshot('storefront-price-changed');
    expect(await shop.unitsLeft(productId)).toBe(10);
    await page.getByRole('button', { name: 'Buy at ₩60,000' }).click();
    await page.getByText('Order confirmed: 1 item, ₩60,000').waitFor();
    // The page of the orders shows what was ordered, though it was changed again.
    await shop.setPrice(productId, 70_000);
    await page.getByRole('link', { name: 'View my orders' }).click();
    await page.getByRole('button', { name: 'As ordered: Lamp' }).click();
    await page.getByRole('dialog', { name: 'Product as ordered' }).getByText('₩60,000').waitFor();
    expect(await window.violations()).toEqual([]);
    await window.screenshot('storefront-as-ordered');
    await shop.close();
  });
});
