import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';

interface Deal {
  readonly eventId: number;
  readonly eventName?: string;
  readonly eventDiscount: number;
  readonly startEventTime: string;
  readonly endEventTime: string;
}

describeInBrowser('the form of a deal in the console', () => {
  let shop: BrowserShop;

  beforeAll(async () => {
    shop = await BrowserShop.open();
  });
  afterAll(() => shop.close());

  const dealNamed = async (name: string): Promise<Deal | undefined> => {
    const pages = await Promise.all(
      ['upcoming', 'active'].map(async (status) => (await fetch(`${shop.url}/api/event?status=${status}`)).json()),
    );
    return pages
      .flatMap((page) => (page as { items: readonly Deal[] }).items)
      .find(({ eventName }) => eventName === name);
  };

  it('refuses a start that clocks skip, and asks which one is meant where they show it twice', async () => {
    const productId = await shop.product({ name: 'Lamp', units: 2 });
    const { page } = await shop.console({ timezone: 'America/New_York' });
    await page.goto(`${shop.url}/admin#/deals/new?products=${productId}`);
    await page.getByText('Products chosen: 1').waitFor();
    await page.getByLabel('Name (optional)').fill('Night sale');
    await page.getByRole('radio', { name: 'At a specific time' }).check();
    await page.getByLabel('Start time').fill('2027-03-14T02:30');
    await page.getByText('Clocks go forward and skip this time').waitFor();
    await page.getByRole('button', { name: 'Create deal' }).click();
    expect(await dealNamed('Night sale')).toBeUndefined();

    await page.getByLabel('Start time').fill('2027-11-07T01:30');
    await page.getByText('Time zone of this device: America/New_York (UTC-04:00)').waitFor();
    await page.getByLabel('Clocks show this time twice').selectOption('The second time (UTC-05:00)');
    await page.getByRole('radio', { name: 'At a specific end time' }).check();
    await page.getByLabel('End time', { exact: true }).fill('2027-11-07T02:15');
    await page.getByRole('button', { name: 'Create deal' }).click();
    await page.getByRole('heading', { name: 'Night sale' }).waitFor();
    expect(await dealNamed('Night sale')).toMatchObject({
      startEventTime: '2027-11-07T06:30:00.000Z',
      endEventTime: '2027-11-07T07:15:00.000Z',
    });
  });

  it('changes everything of a deal before it opens, and keeps the times that were not edited', async () => {
    const before = await dealNamed('Night sale');
    const { page } = await shop.console({ timezone: 'America/New_York' });
    await page.goto(`${shop.url}/admin#/deals/${before?.eventId}`);
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByText('Products chosen: 1').waitFor();
    expect(await page.getByLabel('Clocks show this time twice').inputValue()).toBe('second');
    await page.getByLabel('Name (optional)').fill('Late night sale');
    await page.getByLabel('Discount (%)').fill('35');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Late night sale' }).waitFor();
    expect(await dealNamed('Late night sale')).toEqual({
      ...before,
      eventName: 'Late night sale',
      eventDiscount: 35,
    });
  });

  it('asks before a changed deal is left, also if only its products were changed', async () => {
    const deal = await dealNamed('Late night sale');
    const { page } = await shop.console();
    const leave = async (): Promise<void> => page.getByRole('link', { name: 'Cancel' }).click();
    await page.goto(`${shop.url}/admin#/deals/${deal?.eventId}/edit`);
    await page.getByRole('button', { name: 'Remove Lamp' }).click();
    await leave();
    await page.getByRole('button', { name: 'Keep editing' }).click();
    await page.getByText('No products chosen yet').waitFor();
    await leave();
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Discount (%)').fill('50');
    await leave();
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.getByRole('heading', { name: 'Late night sale' }).waitFor();
    expect(await dealNamed('Late night sale')).toEqual(deal);
  });

  it('offers only the name and the banner of a deal that is on', async () => {
    const eventId = await shop.deal(await shop.product({ name: 'Vase', units: 2 }));
    const { page } = await shop.console();
    await page.goto(`${shop.url}/admin#/deals/${eventId}/edit`);
    await page.getByText('only its name and banner can be changed').waitFor();
    expect(await page.getByLabel('Discount (%)').count()).toBe(0);
    await page.getByLabel('Name (optional)').fill('Vase week');
    await page.getByLabel('Banner URL (optional)').fill(`${shop.url}/images/deals/desk-week.svg`);
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Keep editing' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Vase week' }).waitFor();
    expect(await dealNamed('Vase week')).toMatchObject({ eventId, eventDiscount: 20 });
  });
});
