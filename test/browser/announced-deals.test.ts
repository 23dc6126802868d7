import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';

describeInBrowser('an announced deal', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open();
  });
  afterAll(() => shop.close());

  it('is shown on the page of its product with its price, and on all pages as it is changed', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 5 });
    const [product, list] = await Promise.all([shop.browser.window(), shop.browser.window()]);
    await product.page.goto(`${shop.url}/#/products/${productId}`);
    await list.page.goto(shop.url);
    await list.page.getByText('No upcoming deals').waitFor();
    const eventId = await shop.upcomingDeal(productId);
    const upcoming = product.page.getByRole('region', { name: 'Upcoming deals' });
    await upcoming.getByText('₩35,000').waitFor();
    await upcoming.getByText('Starts in').waitFor();
    const deal = await shop.browser.window();
    await deal.page.goto(`${shop.url}/#/deals/${eventId}`);
    await deal.page.locator('.price strong', { hasText: '₩35,000' }).waitFor();
    await shop.changeUpcomingDeal(eventId, 'Light of winter', productId);
    await upcoming.getByText('₩30,000').waitFor();
    await list.page.getByRole('article', { name: 'Upcoming: Light of winter' }).getByText('₩30,000').waitFor();
    await deal.page.getByRole('heading', { name: 'Light of winter', level: 1 }).waitFor();
    await deal.page.locator('.price strong', { hasText: '₩30,000' }).waitFor();
    await product.screenshot('storefront-upcoming-deal');
  });

  it('is not shown for a product that has become cheaper than in the deal', async () => {
    const [cheaper, other] = [
      await shop.product({ name: 'Cheaper', units: 5 }),
      await shop.product({ name: 'Other', units: 5 }),
    ];
    const eventId = await shop.deal(cheaper, other);
    await shop.setPrice(cheaper, 30_000);
    const { page } = await shop.browser.window();
    await page.goto(`${shop.url}/#/deals/${eventId}`);
    await page.getByRole('link', { name: 'Other' }).waitFor();
    expect(await page.getByRole('link', { name: 'Cheaper' }).count()).toBe(0);
    await page.goto(`${shop.url}/#/products/${cheaper}`);
    await page.locator('.price strong', { hasText: '₩30,000' }).waitFor();
    expect(await page.locator('.price del').count()).toBe(0);
  });

  it('notifies a subscriber, who marks all notifications as read at once', async () => {
    const ids = [await shop.product({ name: 'Kettle', units: 5 }), await shop.product({ name: 'Teapot', units: 5 })];
    const window = await shop.customer('Lee');
    const { page } = window;
    for (const productId of ids) {
      await page.goto(`${shop.url}/#/products/${productId}`);
      await page.getByRole('button', { name: 'Deal alerts', pressed: false }).click();
      await page.getByRole('button', { name: 'Deal alerts', pressed: true }).waitFor();
    }
    await shop.upcomingDeal(...ids);
    await page.getByRole('link', { name: 'Notifications 2 unread' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Kettle' }).getByText('Deal announced').waitFor();
    await window.screenshot('storefront-announced');
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByText('You have no unread notifications').waitFor();
    await page.getByRole('link', { name: 'Notifications', exact: true }).waitFor();
    await page.getByRole('link', { name: 'All', exact: true }).click();
    await page.getByRole('listitem').filter({ hasText: 'Teapot' }).getByText('Read', { exact: true }).waitFor();
  });
});
