import { answerOf, openShop, type Shop } from '@hotdeal/client';
import { LiveShop } from '../../support/live-shop';
import { TcpProxy } from '../../support/tcp-proxy';
import { People, type Window, type WindowOptions } from './browser';

const PASSWORD = 'password123';
const ADMINISTRATOR = 'administrator@example.com';

interface Goods {
  readonly name: string;
  readonly units: number;
  readonly price?: number;
}

/** A shop with its pages, behind a way that can be cut, and the people in front of it. */
export class LiveSale {
  private constructor(
    private readonly server: LiveShop,
    /** between all browsers and the shop */
    readonly way: TcpProxy,
    readonly people: People,
    private readonly administrator: Shop,
  ) {}

  static async open(): Promise<LiveSale> {
    const server = await LiveShop.open();
    const way = await TcpProxy.to('127.0.0.1', Number(new URL(server.url).port));
    const administrator = openShop({ baseUrl: server.url });
    await administrator.login.logIn({ email: ADMINISTRATOR, password: PASSWORD });
    return new LiveSale(server, way, await People.arrive(), administrator);
  }

  get url(): string {
    return `http://127.0.0.1:${this.way.port}`;
  }

  /** A product of so many units, made over the API. */
  async product({ name, units, price = 50_000 }: Goods): Promise<number> {
    const { api } = this.administrator;
    const body = {
      productName: name,
      productDescription: 'It shines.',
      productPrice: price,
      productImageUrl: `${this.url}/icon.svg`,
      productCategory: 'HOME_LIVING' as const,
    };
    const { productId } = await answerOf(api.POST('/api/products', { body }));
    const params = { path: { productId }, query: { quantity: units } };
    await answerOf(api.POST('/api/stocks/product/{productId}/reset', { params }));
    return productId;
  }

  /** A deal of one day at 20 % off that has begun an hour ago, made over the API. */
  deal(...productIds: number[]): Promise<number> {
    return this.dealAt(20, ...productIds);
  }

  async dealAt(eventDiscount: number, ...productIds: number[]): Promise<number> {
    const startEventTime = new Date(Date.now() - 3_600_000).toISOString();
    const body = { eventType: 'HOT_DEAL' as const, eventDiscount, eventDuration: 1, startEventTime, productIds };
    return (await answerOf(this.administrator.api.POST('/api/event/create', { body }))).eventId;
  }

  async end(eventId: number): Promise<void> {
    await answerOf(this.administrator.api.DELETE('/api/event/{eventId}', { params: { path: { eventId } } }));
  }

  async cancel(orderId: number): Promise<void> {
    await answerOf(this.administrator.api.PUT('/api/orders/{orderId}', { params: { path: { orderId } } }));
  }

  /** One unit, over the API. @throws ShopError INSUFFICIENT_STOCK */
  async order(productId: number): Promise<void> {
    const { api } = this.administrator;
    const params = { header: { Prefer: 'wait=5' } };
    await answerOf(api.POST('/api/orders/products', { params, body: { orderItems: [{ productId, quantity: 1 }] } }));
  }

  /** As the shop says it now. */
  async bestDealOf(productId: number): Promise<unknown> {
    const body = { productIds: [productId] };
    return answerOf(this.administrator.api.POST('/api/event/search-event', { body }));
  }

  /** How many running deals of one product there are. */
  async dealsOf(productId: number): Promise<number> {
    const { api } = this.administrator;
    const { items } = await answerOf(api.GET('/api/event', { params: { query: { status: 'active', limit: 100 } } }));
    const pages = await Promise.all(
      items.map(({ eventId }) =>
        answerOf(api.GET('/api/event/{eventId}/products', { params: { path: { eventId }, query: { limit: 100 } } })),
      ),
    );
    return pages.filter((page) => page.items.some((deal) => deal.productId === productId)).length;
  }

  async unitsLeft(productId: number): Promise<number> {
    const params = { path: { productId } };
    return (await answerOf(this.administrator.api.GET('/api/stocks/product/{productId}', { params }))).quantity;
  }

  /** A new customer, in the storefront of their own browser. */
  async customer(name: string, options: WindowOptions = {}): Promise<Window> {
    const email = `${name.toLowerCase()}@example.com`;
    const { api } = openShop({ baseUrl: this.server.url });
    await answerOf(api.POST('/api/auth/signup', { body: { email, name, password: PASSWORD } }));
    const window = await this.people.window(options);
    await window.page.goto(this.url);
    await signIn(window, email);
    await window.page.getByText(name, { exact: true }).waitFor();
    return window;
  }

  /** The administrator, in the console. */
  async console(options: WindowOptions = {}): Promise<Window> {
    const window = await this.people.window(options);
    await window.page.goto(`${this.url}/admin`);
    await signIn(window, ADMINISTRATOR);
    await window.page.getByRole('navigation').getByRole('link', { name: 'Deals' }).waitFor();
    return window;
  }

  async close(): Promise<void> {
    try {
      await this.people.leave();
    } finally {
      await this.way.close();
      await this.server.close();
    }
  }
}

async function signIn({ page }: Window, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.locator('form').getByRole('button', { name: 'Sign in', exact: true }).click();
}
