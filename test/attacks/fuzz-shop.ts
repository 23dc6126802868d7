import { Agent } from 'node:http';
import { hashCheaply } from '../support/cheap-hashing';
import { type Instance, openInstance } from '../support/instance';
import { couponBody } from '../support/coupons';
import { openSimulator, variablesOf } from '../support/payment-simulator';
import { makeRefundStuck } from '../support/refunds';
import { exchange, type Reply } from '../support/reply';
import { until } from '../support/until';
import type { Operation } from './fuzz-openapi';
import { FuzzUsers } from './fuzz-users';
import type { Actor, Draft } from './fuzz-requests';
import { type Kind, Known, PASSWORD } from './fuzz-values';
import type { PaymentSimulator } from '../../tools/pg/payment-simulator';

/** A request as it was sent. */
export interface Sent {
  readonly operation: Operation;
  readonly actor: Actor;
  /** the texts of the parameters by name */
  readonly texts: Readonly<Record<string, string | undefined>>;
  readonly body: { readonly bytes: Buffer; readonly type: string } | undefined;
}

/** No clock ships, delivers or completes a return, which would change data beside the requests. */
const SHIPPING_BY_HAND = { SHIPPING: 'on', SHIP_AFTER_S: 'off', DELIVER_AFTER_S: 'off', RETURN_TAKES_S: 'off' };
const MEMBERS = 4;
const PRODUCTS = 24;

/** A shop with data of every kind, and the ids that requests can use. */
export class FuzzShop {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });
  private readonly users: FuzzUsers;
  private readonly known: Record<Kind, unknown[]> = {
    product: [],
    order: [],
    event: [],
    coupon: [],
    userCoupon: [],
    member: [],
    notification: [],
    payment: [],
    paymentKey: [],
    paymentName: [],
    refund: [],
    address: [],
    email: [],
    refreshToken: [],
    cursor: [],
    user: [],
  };
  private constructor(
    readonly instance: Instance,
    readonly simulator: PaymentSimulator,
  ) {
    this.users = new FuzzUsers(instance);
  }

  static async open(): Promise<FuzzShop> {
    const simulator = await openSimulator();
    const variables = { ...variablesOf(simulator), ...SHIPPING_BY_HAND, RESERVATIONS_PER_USER: '1000' };
    const shop = new FuzzShop(await openInstance({ variables }), simulator);
    hashCheaply(shop.instance);
    await shop.users.logInInitialUsers();
    for (let nth = 0; nth < MEMBERS; nth++) {
      const email = `member${nth}@example.com`;
      const account = { email, name: '홍길동', password: PASSWORD };
      const { body } = await shop.call('POST', '/api/auth/signup', anonymous, account);
      shop.known.email.push(email);
      shop.keep('member', body, 'authId');
    }
    await shop.users.logInMembers(shop.known.member as number[]);
    shop.known.user.push(shop.users.idOf(buyer(0)), ...shop.known.member);
    for (let nth = 0; nth < PRODUCTS; nth++) await shop.addProduct(nth);
    const productIds = shop.known.product;
    await shop.call('POST', '/api/subscribe/sub-product', buyer(0), { productIds });
    const terms = {
      eventType: 'HOT_DEAL',
      eventDiscount: 20,
      eventDuration: 30,
      startEventTime: '2026-01-01T00:00:00Z',
    };
    for (const startEventTime of [new Date().toISOString(), '2030-01-01T00:00:00']) {
      const deal = { ...terms, startEventTime, productIds: productIds.slice(0, 9) };
      shop.keep('event', (await shop.call('POST', '/api/event/create', admin, deal)).body, 'eventId');
    }
    await shop.addCoupons();
    await shop.addPayments();
    await shop.fillCarts();
    await shop.instance.bus.drain();
    const { body } = await shop.call('GET', '/api/notifications?limit=100', buyer(0));
    for (const one of (body as { items: object[] }).items) shop.keep('notification', one, 'notificationId');
    return shop;
  }

  /** A coupon that a buyer has, and one of which only one is left. */
  private async addCoupons(): Promise<void> {
    const body = couponBody({ issueEndTime: '2030-01-01T00:00:00' });
    for (const quantity of [1_000, 1]) {
      const { body: created } = await this.call('POST', '/api/coupons', admin, { ...body, quantity });
      this.keep('coupon', created, 'couponId');
    }
    const couponId = this.known.coupon[0];
    this.keep(
      'userCoupon',
      (await this.call('POST', '/api/coupons/issue', buyer(0), { couponId })).body,
      'userCouponId',
    );
  }

  /** Points of the buyers, payments of some of them, and a refund that a provider has refused. */
  private async addPayments(): Promise<void> {
    for (let nth = 0; nth < 20; nth++) await this.chargePoints(buyer(nth), `points-${nth}`);
    await this.paidOrder();
    this.known.refund.push(await this.stuckRefund(await this.paidOrder()));
    for (let nth = 0; nth < 6; nth++)
      this.keepNames((await this.payByCard(buyer(nth), await this.order(buyer(nth)))).body);
  }

  private async order(owner: Actor): Promise<number> {
    const item = { productId: this.product(0), quantity: 1 };
    const { body } = await this.call('POST', '/api/orders/v1', owner, item, { prefer: 'wait=10' });
    this.keep('order', body, 'orderId');
    return (body as { orderId: number }).orderId;
  }

  private async paidOrder(): Promise<number> {
    const orderId = await this.order(buyer(0));
    this.keep('payment', (await this.payByPoints(buyer(0), orderId)).body, 'paymentId');
    return orderId;
  }

  private async stuckRefund(orderId: number): Promise<number> {
    await this.call('PUT', `/api/orders/${orderId}`, buyer(0));
    return makeRefundStuck(this.instance.database, orderId);
  }

  chargePoints(owner: Actor, key: string): Promise<Reply> {
    const headers = { 'idempotency-key': key };
    return this.call('POST', '/api/points/charge', owner, { chargeAmount: 1_000_000 }, headers);
  }

  /** The answer is the payment that has ended. */
  payByPoints(owner: Actor, orderId: number): Promise<Reply> {
    const path = `/api/orders/${orderId}/payment`;
    return this.call('POST', path, owner, { method: 'POINTS' }, { prefer: 'wait=10' });
  }

  payByCard(owner: Actor, orderId: number): Promise<Reply> {
    return this.call('POST', `/api/orders/${orderId}/payment`, owner, { method: 'CARD' });
  }

  /** Carts and wish lists of some buyers. */
  private async fillCarts(): Promise<void> {
    const items = [0, 1, 2].map((nth) => ({ productId: this.product(nth), quantity: 2 }));
    for (let nth = 0; nth < 6; nth++) {
      await this.call('POST', '/api/cart/merge', buyer(nth), { items });
      for (const { productId } of items) await this.call('PUT', `/api/wishlist/${productId}`, buyer(nth));
    }
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.instance.close();
    await this.simulator.close();
  }

  /** Replaces placeholders by ids, and turns parameters and body into text or bytes. */
  materialize({ operation, actor, parameters, content }: Draft): Sent {
    const texts = Object.fromEntries(
      operation.parameters.map(({ name, in: place }) => [name, written(this.lookUp(parameters[name], actor), place)]),
    );
    const json =
      content !== undefined && 'json' in content ? JSON.stringify(this.lookUp(content.json, actor)) : undefined;
    if (json !== undefined)
      return { operation, actor, texts, body: { bytes: Buffer.from(json), type: 'application/json' } };
    if (content === undefined || 'json' in content) return { operation, actor, texts, body: undefined };
    const { raw: bytes, type } = content;
    return { operation, actor, texts, body: bytes.length === 0 ? undefined : { bytes, type } };
  }

  async send({ operation, actor, texts, body }: Sent, more: Readonly<Record<string, string>>): Promise<Reply> {
    const { method, parameters } = operation;
    let path = operation.path;
    const query: string[] = [];
    const headers: Record<string, string> = { ...more };
    for (const { name, in: place } of parameters) {
      const text = texts[name];
      if (text === undefined) continue;
      if (place === 'path') path = path.replace(`{${name}}`, () => escaped(text));
      else if (place === 'query') query.push(`${name}=${escaped(text)}`);
      else headers[name] = text;
    }
    if (query.length > 0) path += `?${query.join('&')}`;
    const token = this.users.tokenOf(actor);
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (body !== undefined) {
      if (body.type !== '') headers['content-type'] = body.type;
      headers['content-length'] = String(body.bytes.length);
    }
    return this.exchange(method, path, headers, body?.bytes);
  }

  /** Records the ids of an answer, and restores what later requests need. */
  async learn({ operation, actor, texts }: Sent, { status, body }: Reply): Promise<void> {
    if (status >= 300) return;
    const found = Object(body) as Record<string, unknown>;
    if (['orders', 'cart'].includes(operation.tag)) this.keep('order', found, 'orderId');
    if (operation.name === 'POST /api/products') this.keep('product', found, 'productId');
    if (operation.name === 'POST /api/event/create') this.keep('event', found, 'eventId');
    if (operation.tag === 'payments') this.keepNames(found);
    if (operation.name === 'POST /api/coupons') this.keep('coupon', found, 'couponId');
    this.keep('userCoupon', found, 'userCouponId');
    this.keep('address', found, 'addressId');
    this.keep('refreshToken', found, 'refreshToken');
    if (found['nextCursor'] !== null) this.keep('cursor', found, 'nextCursor');
    if (operation.name === 'DELETE /api/products/{productId}') {
      const at = this.known.product.indexOf(Number(texts['productId']));
      if (at >= 0) this.known.product.splice(at, 1);
      await this.addProduct(0);
    }
    if (operation.name === 'POST /api/auth/withdraw') {
      await this.call('POST', `/api/auth/${this.users.idOf(actor)}/restore`, admin);
    }
    if (/\/(withdraw|logout)$/.test(operation.name)) await this.users.logIn([this.users.idOf(actor)]);
  }

  /** Waits until no event and no refund is left that would change data later. */
  async settle(): Promise<void> {
    const { bus, database } = this.instance;
    await until(async () => {
      await bus.drain();
      return (await database.query(`SELECT 1 FROM refunds WHERE state = 'DUE' LIMIT 1`)).length === 0;
    });
    await bus.drain();
  }

  /** Checksums of all tables that requests can change, a line for each. */
  async fingerprint(): Promise<readonly string[]> {
    const { database } = this.instance;
    const checksums = await database.query<object>(`CHECKSUM TABLE ${TABLES.join(', ')}`);
    const logins = await database.query<object>('SELECT COUNT(*) AS present, COUNT(revoked_at) AS ended FROM sessions');
    // Entries are only added. Their checksum was seen to change on a busy machine while no wallet did.
    const entries = await database.query<object>(
      'SELECT COUNT(*) AS entries, MAX(entry_id) AS last FROM wallet_entries',
    );
    // When a payment is looked at, and how often, changes without any request.
    const payments = await database.query<object>(
      `SELECT COUNT(*) AS payments, SUM(CRC32(CONCAT_WS('|', payment_id, state, live, outcome, captured, refund_total,
         confirm_attempt, provider_key, failure_code))) AS checksum FROM payments`,
    );
    return [...checksums, ...logins, ...entries, ...payments].map((row) => JSON.stringify(row));
  }

  /** An existing product: the same for the same number while none is deleted. */
  product(nth: number): number {
    return Number(this.known.product[nth % this.known.product.length]);
  }

  async call(method: string, path: string, actor: Actor, body?: unknown, more: object = {}): Promise<Reply> {
    const token = this.users.tokenOf(actor);
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return this.exchange(
      method,
      path,
      {
        ...more,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(bytes.length) }),
      },
      bytes,
    );
  }

  /** Creates a product; some have few units, so that some orders fail, and some have none. */
  private async addProduct(nth: number): Promise<void> {
    const units = [1_000_000, 1_000_000, 5, 1_000_000, 1_000_000, 0][nth % 6] ?? 0;
    await this.newProduct(units, 10_000 + nth);
  }

  /** @returns the id of the new product */
  async newProduct(units: number, price = 10_000): Promise<number> {
    const { body } = await this.call('POST', '/api/products', admin, {
      productName: '램프',
      productDescription: '밝다',
      productPrice: price,
      productImageUrl: 'https://images.example.com/lamp.jpg',
      productCategory: 'HOME_LIVING',
    });
    this.keep('product', body, 'productId');
    const id = (body as { productId: number }).productId;
    if (units !== 0) await this.call('POST', `/api/stocks/product/${id}/increase?quantity=${units}`, admin);
    return id;
  }

  private exchange(method: string, path: string, headers: object, body: Buffer | undefined): Promise<Reply> {
    return exchange(this.instance.address, { agent: this.agent, method, path, headers, body });
  }

  private keep(kind: Kind, from: unknown, field: string): void {
    const thing = (Object(from) as Record<string, unknown>)[field];
    if (thing !== undefined && !this.known[kind].includes(thing)) this.known[kind].push(thing);
  }

  /** The names that the page of the simulator sends a buyer back with, too. */
  private keepNames(payment: unknown): void {
    this.keep('payment', payment, 'paymentId');
    const { checkoutUrl } = Object(payment) as { checkoutUrl?: string | null };
    const paymentKey = checkoutUrl?.split('/').at(-1);
    const opened = this.simulator.view().payments.find((one) => one.paymentKey === paymentKey);
    if (opened === undefined) return;
    this.keep('paymentKey', opened, 'paymentKey');
    this.keep('paymentName', opened, 'orderId');
  }

  private lookUp(value: unknown, actor: Actor): unknown {
    if (value instanceof Known) {
      if (value.kind === 'user' && value.nth % 3 > 0) return this.users.idOf(actor);
      const known = this.known[value.kind];
      return known.length === 0 ? value.nth + 1 : known[value.nth % known.length];
    }
    if (Array.isArray(value)) {
      const ones = value.map((one: unknown) => this.lookUp(one, actor));
      // Two placeholders may stand for the same id.
      return value.every((one) => one instanceof Known) ? [...new Set(ones)] : ones;
    }
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.lookUp(one, actor)]));
  }
}

const TABLES = [
  'accounts',
  'users',
  'products',
  'stocks',
  'stock_movements',
  'stock_decisions',
  'stock_returns',
  'hot_deals',
  'hot_deal_items',
  'hot_deal_signals',
  'coupons',
  'user_coupons',
  'coupon_claims',
  'carts',
  'cart_items',
  'wishes',
  'sales_by_day',
  'product_versions',
  'orders',
  'order_items',
  'order_bills',
  'order_item_shares',
  'order_reservations',
  'order_receipts',
  'order_replacements',
  'order_addresses',
  'addresses',
  'refunds',
  'refund_accounts',
  'order_progress',
  'shipments',
  'shipment_returns',
  'shipment_return_lines',
  'payment_reconciliations',
  'wallets',
  'wallet_reservations',
  'wallet_spendings',
  'idempotency_keys',
  'subscriptions',
  'notifications',
];

const admin: Actor = { role: 'admin', nth: 0 };
const anonymous: Actor = { role: 'anonymous', nth: 0 };
export const buyer = (nth: number): Actor => ({ role: 'buyer', nth });

/** An empty or relative segment of a path is replaced by a blank: it would lead to another path. */
function written(value: unknown, place: string): string | undefined {
  if (value === undefined) return undefined;
  const isList = place === 'query' && Array.isArray(value);
  const text = Buffer.from(
    typeof value === 'string' ? value : isList ? value.join(',') : JSON.stringify(value),
  ).toString();
  return place === 'path' && ['', '.', '..'].includes(text) ? ' ' : text;
}

function escaped(text: string): string {
  return encodeURIComponent(text);
}
