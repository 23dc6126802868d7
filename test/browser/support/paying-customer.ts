import { answerOf, type Shop } from '@hotdeal/client';
import type { Window, WindowOptions } from './browser';
import type { BrowserShop } from './browser-shop';

/** A customer of a shop whose orders are paid, with points, a window of the storefront, and the API. */
export class PayingCustomer {
  private charges = 0;

  private constructor(
    readonly window: Window,
    private readonly account: Shop,
  ) {}

  static async of(shop: BrowserShop, name: string, points: number, options: WindowOptions = {}) {
    const account = await shop.signUp(name);
    const window = await shop.customer(name, { ...options, hasAccount: true });
    const customer = new PayingCustomer(window, account);
    if (points > 0) await customer.charge(points);
    return customer;
  }

  get page(): Window['page'] {
    return this.window.page;
  }

  get api(): Shop['api'] {
    return this.account.api;
  }

  async charge(chargeAmount: number): Promise<void> {
    const params = { header: { 'Idempotency-Key': `charge-${(this.charges += 1)}` } };
    await answerOf(this.api.POST('/api/points/charge', { params, body: { chargeAmount } }));
  }

  async points(): Promise<number> {
    return (await answerOf(this.api.GET('/api/points'))).available;
  }

  /** Orders one unit, which is reserved then. */
  async reserve(productId: number): Promise<number> {
    const params = { header: { Prefer: 'wait=5' } };
    const body = { orderItems: [{ productId, quantity: 1 }] };
    const order = await answerOf(this.api.POST('/api/orders/products', { params, body }));
    expect(order.status).toBe('ORDER_PENDING');
    return order.orderId;
  }

  async pay(orderId: number): Promise<void> {
    const params = { path: { orderId }, header: { Prefer: 'wait=5' } };
    await answerOf(this.api.POST('/api/orders/{orderId}/payment', { params, body: { method: 'POINTS' } }));
  }

  async lastOrder(): Promise<number> {
    const [order] = (await answerOf(this.api.GET('/api/orders'))).items;
    return order?.orderId ?? 0;
  }

  async statuses(): Promise<string[]> {
    return (await answerOf(this.api.GET('/api/orders'))).items.map(({ status }) => status);
  }
}
