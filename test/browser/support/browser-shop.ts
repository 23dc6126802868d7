import { answerOf, openShop, type Shop } from '@hotdeal/client';
import { Database } from '#platform/database/database';
import { LiveShop } from '../../support/live-shop';
import { TcpProxy } from '../../support/tcp-proxy';
import { BrowserSession, type Window, type WindowOptions } from './browser';

const PASSWORD = 'password123';
const ADMINISTRATOR = 'administrator@example.com';

interface NewCoupon {
  readonly name: string;
  readonly quantity: number;
  /** from now; issuing begins at once without it */
  readonly startsInMs?: number;
}

interface NewProduct {
  readonly name: string;
  readonly units: number;
  readonly price?: number;
}

interface CustomerOptions extends WindowOptions {
  /** after `signUp` */
  readonly hasAccount?: boolean;
}

/** A running shop behind a proxy that can cut the connection, and a browser with its customers and administrators. */
export class BrowserShop {
  private constructor(
    private readonly server: LiveShop,
    /** between all windows and the shop */
    readonly proxy: TcpProxy,
    readonly browser: BrowserSession,
    private readonly administrator: Shop,
  ) {}

  static async open(variables: Record<string, string> = {}): Promise<BrowserShop> {
    const proxy = await TcpProxy.to('127.0.0.1', 0);
    // Where the pages of payment providers send buyers back to.
    const PUBLIC_URL = `http://127.0.0.1:${proxy.port}`;
    const [server, browser] = await Promise.all([
      LiveShop.open({ variables: { PUBLIC_URL, ...variables } }),
      BrowserSession.launch(),
    ]);
    proxy.redirect('127.0.0.1', Number(new URL(server.url).port));
    const administrator = openShop({ baseUrl: server.url });
    await administrator.login.logIn({ email: ADMINISTRATOR, password: PASSWORD });
    return new BrowserShop(server, proxy, browser, administrator);
  }

  get url(): string {
    return `http://127.0.0.1:${this.proxy.port}`;
  }

  /** Creates a product with this stock over the API. */
  async product({ name, units, price = 50_000 }: NewProduct): Promise<number> {
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

  /** Creates a coupon over the API: 10 % off, to be used within seven days. It is issued for one day. */
  async coupon({ name, quantity, startsInMs = -1_000 }: NewCoupon): Promise<number> {
    const start = Date.now() + startsInMs;
    const body = {
      name,
      quantity,
      discountType: 'RATE' as const,
      discountValue: 10,
      maxDiscount: 5_000,
      minOrderPrice: 30_000,
      issueStartTime: new Date(start).toISOString(),
      issueEndTime: new Date(start + 86_400_000).toISOString(),
      validDays: 7,
    };
    return (await answerOf(this.administrator.api.POST('/api/coupons', { body }))).couponId;
  }

  /** Creates a deal over the API: 20 % off for one day, started an hour ago. */
  deal(...productIds: number[]): Promise<number> {
    return this.dealAt(20, ...productIds);
  }

  /** Changes a deal that has not begun yet: 40 % off, under this name. */
  async changeUpcomingDeal(eventId: number, eventName: string, ...productIds: number[]): Promise<void> {
    const startEventTime = new Date(Date.now() + 86_400_000).toISOString();
    const terms = { eventType: 'HOT_DEAL' as const, eventName, eventDiscount: 40, eventDuration: 1 };
    const body = { ...terms, startEventTime, productIds };
    await answerOf(this.administrator.api.PUT('/api/event/{eventId}', { params: { path: { eventId } }, body }));
  }

  /** Changes the ordinary price of a product. */
  async setPrice(productId: number, productPrice: number): Promise<void> {
    const params = { path: { productId } };
    const product = await answerOf(this.administrator.api.GET('/api/products/{productId}', { params }));
    const { productName, productDescription, productImageUrl, productCategory } = product;
    const body = { productName, productDescription, productImageUrl, productCategory, productPrice };
    await answerOf(this.administrator.api.PUT('/api/products/{productId}', { params, body }));
  }

  /** Deletes a product. */
  async remove(productId: number): Promise<void> {
    await answerOf(this.administrator.api.DELETE('/api/products/{productId}', { params: { path: { productId } } }));
  }

  dealAt(eventDiscount: number, ...productIds: number[]): Promise<number> {
    return this.createDeal(eventDiscount, Date.now() - 3_600_000, productIds);
  }

  private async createDeal(eventDiscount: number, start: number, productIds: number[]): Promise<number> {
    const startEventTime = new Date(start).toISOString();
    const body = { eventType: 'HOT_DEAL' as const, eventDiscount, eventDuration: 1, startEventTime, productIds };
    return (await answerOf(this.administrator.api.POST('/api/event/create', { body }))).eventId;
  }

  /** Creates a deal over the API: 30 % off for one day, from tomorrow on. */
  upcomingDeal(...productIds: number[]): Promise<number> {
    return this.createDeal(30, Date.now() + 86_400_000, productIds);
  }

  async end(eventId: number): Promise<void> {
    await answerOf(this.administrator.api.DELETE('/api/event/{eventId}', { params: { path: { eventId } } }));
  }

  async cancel(orderId: number): Promise<void> {
    await answerOf(this.administrator.api.PUT('/api/orders/{orderId}', { params: { path: { orderId } } }));
  }

  /** The administrator says how far the parcel of this order has come. */
  async moveShipment(orderId: number, status: 'SHIPPED' | 'DELIVERED'): Promise<void> {
    const params = { path: { orderId }, query: { status } };
    await answerOf(this.administrator.api.PATCH('/api/delivery/{orderId}/status', { params }));
  }

  async completeReturn(returnId: number): Promise<void> {
    const params = { path: { returnId }, query: { status: 'COMPLETED' as const } };
    await answerOf(this.administrator.api.PATCH('/api/returns/{returnId}/status', { params }));
  }

  /** The administrator decides about the open return of this order. */
  async endReturn(orderId: number, status: 'COMPLETED' | 'REJECTED'): Promise<void> {
    const { api } = this.administrator;
    const returns = await answerOf(api.GET('/api/orders/{orderId}/return', { params: { path: { orderId } } }));
    const returnId = returns.at(-1)?.returnId ?? 0;
    await answerOf(api.PATCH('/api/returns/{returnId}/status', { params: { path: { returnId }, query: { status } } }));
  }

  /** Orders one unit over the API. @throws ShopError INSUFFICIENT_STOCK */
  async order(productId: number): Promise<void> {
    const { api } = this.administrator;
    const params = { header: { Prefer: 'wait=5' } };
    await answerOf(api.POST('/api/orders/products', { params, body: { orderItems: [{ productId, quantity: 1 }] } }));
  }

  /** The time to pay this order ends so many seconds from now. */
  async endReservation(orderId: number, seconds: number): Promise<void> {
    const sql = 'UPDATE order_reservations SET reserved_until = NOW(3) + INTERVAL ? SECOND WHERE order_id = ?';
    await this.server.get(Database).query(sql, [seconds, orderId]);
  }

  /** Changes what is stored, as no client can. */
  async store(statement: string): Promise<void> {
    await this.server.get(Database).query(statement);
  }

  /** The names of an order's payments at their provider, the newest last. */
  async paymentNames(orderId: number): Promise<readonly string[]> {
    const sql = 'SELECT provider_order_id AS name FROM payments WHERE order_id = ? ORDER BY payment_id';
    const rows = await this.server.get(Database).query<{ name: string }>(sql, [orderId]);
    return rows.map(({ name }) => name);
  }

  async bestDealOf(productId: number): Promise<unknown> {
    const body = { productIds: [productId] };
    return answerOf(this.administrator.api.POST('/api/event/search-event', { body }));
  }

  /** The number of active deals on a product. */
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

  /** A new customer, signed in to the storefront in a window of their own. */
  async customer(name: string, options: CustomerOptions = {}): Promise<Window> {
    if (options.hasAccount !== true) await this.signUp(name);
    const window = await this.browser.window(options);
    await window.page.goto(`${this.url}/#/sign-in`);
    await signIn(window, emailOf(name));
    await window.page.getByText(name, { exact: true }).waitFor();
    return window;
  }

  /** Creates the account of a customer over the API, through which the customer can do more. */
  async signUp(name: string): Promise<Shop> {
    const shop = openShop({ baseUrl: this.server.url });
    const email = emailOf(name);
    await answerOf(shop.api.POST('/api/auth/signup', { body: { email, name, password: PASSWORD } }));
    await shop.login.logIn({ email, password: PASSWORD });
    return shop;
  }

  /** A new customer takes a coupon over the API. */
  async takeCoupon(name: string, couponId: number): Promise<void> {
    const { api } = await this.signUp(name);
    await answerOf(api.POST('/api/coupons/{couponId}/issue', { params: { path: { couponId } } }));
  }

  /** The administrator, signed in to the console in a new window. */
  async console(options: WindowOptions = {}): Promise<Window> {
    const window = await this.browser.window(options);
    await window.page.goto(`${this.url}/admin`);
    await signIn(window, ADMINISTRATOR);
    await window.page.getByRole('navigation').getByRole('link', { name: 'Deals' }).waitFor();
    return window;
  }

  async close(): Promise<void> {
    try {
      await this.browser.close();
    } finally {
      await this.proxy.close();
      await this.server.close();
    }
  }
}

function emailOf(name: string): string {
  return `${name.toLowerCase()}@example.com`;
}

/** Fills in the form that is shown. */
export async function signIn({ page }: Pick<Window, 'page'>, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.locator('form').getByRole('button', { name: 'Sign in', exact: true }).click();
}
