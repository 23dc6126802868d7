import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';

describeInBrowser('a search', () => {
  it('is cancelled when another takes its place, because the shop answers few of one visitor at once', async () => {
    const shop = await BrowserShop.open();
    await shop.product({ name: 'Lamp', units: 1 });
    await shop.product({ name: 'Ladder', units: 1 });
    const { page } = await shop.browser.window();
    await page.goto(`${shop.url}/#/products`);
    await page.getByRole('link', { name: 'Ladder' }).waitFor();
    const cancelled = page.waitForEvent('requestfailed', (request) => request.url().includes('q=la'));
    // The first search takes longer than it takes to type on.
    const asked = new Promise<void>((resolve) => {
      void page.route(/q=la(&|$)/, () => resolve());
    });
    await page.getByLabel('Search products').fill('la');
    await asked;
    await page.getByLabel('Search products').fill('lamp');
    await page.getByRole('link', { name: 'Ladder' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Lamp' }).waitFor();
    expect((await cancelled).failure()?.errorText).toBe('net::ERR_ABORTED');
    await shop.close();
  });
});
