import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBus } from '#platform/events/event-bus';
import { JsonLogger } from '#platform/observability/json-logger';
import { AccessTokens } from '#platform/security/access-tokens';
import { CountRecentSales } from '../../src/modules/search/use-cases/count-recent-sales';
import { giveAddress } from '../support/addresses';
import type { Caller } from '../support/caller';
import { claim, createCoupon } from '../support/coupons';
import { createDeal } from '../support/deals';
import { makeRefundStuck } from '../support/refunds';
import { deliver } from '../support/returns';
import { openShop, type Shop } from '../support/shop';

type Role = 'anonymous' | 'user' | 'otherUser' | 'admin';

/** Tables that background work changes; all others change only by requests. */
const VOLATILE_TABLES = ['instances', 'poller_leases', 'outbound_deliveries', 'hot_deal_expiry_runs'];
const STANDARD_OUTPUT = 1;
const USER = 1;
const OTHER_USER = 2;
const ADMINISTRATOR = 1_000_000;

interface LoggerInternals {
  readonly destination: { fd: number; flushSync(): void };
  readonly pino: { level: string };
}

/** No simulator listens there: what is attacked is paid by points. */
const PAYING = { PAYMENTS: 'on', SHIPPING: 'on', PAYMENT_SIMULATOR: 'on', TOSS_API: 'http://127.0.0.1:9' };

/** The application under attack: its data, its log and the tokens of its users. */
export class Target {
  /** the values of placeholders in paths and bodies, such as `{productId}` */
  readonly ids: Record<string, number | string> = {};
  /** texts that neither the log nor any error may contain */
  readonly secrets = new Set<string>();
  readonly tokens: Readonly<Record<Role, string | undefined>>;
  private readonly folder = mkdtempSync(join(tmpdir(), 'hotdeal-attacks-'));
  private readonly log = openSync(join(this.folder, 'log'), 'a+');
  private readonly logger: LoggerInternals;
  private recorded: Record<string, string> = {};
  private freshCount = 0;

  private constructor(readonly shop: Shop) {
    this.logger = shop.app.get<JsonLogger, unknown>(JsonLogger) as LoggerInternals;
    this.logger.destination.flushSync();
    // The instance's own log stream at its lowest level, written to a file instead of the output of the tests.
    this.logger.destination.fd = this.log;
    this.logger.pino.level = 'trace';
    this.tokens = {
      anonymous: undefined,
      user: this.tokenOf(USER, 'USER'),
      otherUser: this.tokenOf(OTHER_USER, 'USER'),
      admin: this.tokenOf(ADMINISTRATOR, 'ADMIN'),
    };
  }

  /** Opens a shop with a product in a deal that a user has ordered, subscribed to and been notified of. */
  static async open(variables: Record<string, string> = {}): Promise<Target> {
    const target = new Target(await openShop({ variables: { ...PAYING, ...variables } }));
    await target.fillShop();
    return target;
  }

  get admin(): Caller {
    return this.shop.admin;
  }

  tokenOf(userId: number, role: 'USER' | 'ADMIN', sessionId = `login-of-${userId}`): string {
    const { token } = this.shop.app.get(AccessTokens).sign({ userId, role, sessionId, generation: 0 });
    this.secrets.add(token.slice(token.lastIndexOf('.') + 1));
    return token;
  }

  /** Replaces placeholders by their values; `{fresh}` is a new text each time. */
  fillPlaceholders(text: string): string {
    return text.replace(/\{(\w+)\}/g, (written, name: string) =>
      name === 'fresh' ? `n${++this.freshCount}` : String(this.ids[name] ?? written),
    );
  }

  /** Units sold are counted now, because a timer would count them later. */
  async recordTables(): Promise<void> {
    await this.shop.bus.drain();
    await this.shop.app.get(CountRecentSales, { strict: false }).execute();
    this.recorded = await this.tableChecksums();
  }

  /** The tables whose content has changed since `recordTables`. */
  async changedTables(): Promise<string[]> {
    const now = await this.tableChecksums();
    return Object.keys(now).filter((table) => now[table] !== this.recorded[table]);
  }

  /** The violations in the log: lines that are not JSON, errors, and secrets. */
  logViolations(): string[] {
    this.logger.destination.flushSync();
    const text = readFileSync(join(this.folder, 'log'), 'utf8');
    const lines = text.split('\n').slice(0, -1);
    return [
      ...(lines.length > 0 && text.endsWith('\n') ? [] : ['the log does not end with a line']),
      ...lines.filter((line) => !isLogLine(line)).map((line) => `not a JSON object: ${line.slice(0, 200)}`),
      ...lines.filter((line) => line.includes('"level":"error"')).map((line) => `an error: ${line.slice(0, 500)}`),
      ...[...this.secrets].filter((secret) => text.includes(secret)).map((secret) => `the log contains ${secret}`),
    ];
  }

  async close(): Promise<void> {
    await this.shop.close();
    const { destination, pino } = this.logger;
    pino.level = 'silent';
    destination.flushSync();
    destination.fd = STANDARD_OUTPUT;
    closeSync(this.log);
    rmSync(this.folder, { recursive: true });
  }

  private async fillShop(): Promise<void> {
    const { shop, ids } = this;
    const user = shop.buyer(USER);
    const productId = await shop.stocked(50);
    await user.post('/api/subscribe/sub-product', { productIds: [productId] });
    ids['eventId'] = await createDeal(shop.admin, [productId]);
    const couponId = await createCoupon(shop.admin);
    const [, userCouponId] = await claim(user, couponId);
    const otherProductId = await shop.stocked(50);
    await user.put(`/api/cart/items/${otherProductId}`, { quantity: 2 });
    await user.put(`/api/wishlist/${otherProductId}`);
    const order = await user.post('/api/orders/v1', { productId, quantity: 2 }, { Prefer: 'wait=30' });
    await shop.app.get(EventBus).drain();
    await user.post('/api/points/charge', { chargeAmount: 100_000 }, { 'Idempotency-Key': 'points' });
    const payment = await this.payment(user, order.body.orderId);
    const inbox = await user.get('/api/notifications');
    Object.assign(ids, {
      productId,
      otherProductId,
      orderId: order.body.orderId,
      line: 1,
      couponId,
      userCouponId,
      notificationId: inbox.body.items[0].notificationId,
      userId: USER,
      addressId: await giveAddress(shop, USER),
      authId: USER,
      deliveryId: 1,
      refundId: await this.stuckRefund(user, otherProductId),
      ...payment,
      returnId: await this.openReturn(user, otherProductId),
      webhookId: await this.webhook(),
    });
    await shop.app.get(EventBus).drain();
  }

  /** The order is paid, if orders are to be paid. */
  private async payment(user: Caller, orderId: number): Promise<{ paymentId: number; providerOrderId: string }> {
    const wish = { method: 'POINTS' };
    const { body } = await user.post(`/api/orders/${orderId}/payment`, wish, { Prefer: 'wait=30' });
    const [named] = await this.shop.database.query<{ providerOrderId: string }>(
      'SELECT provider_order_id AS providerOrderId FROM payments WHERE payment_id = ?',
      [body.paymentId],
    );
    return { paymentId: body.paymentId, providerOrderId: named?.providerOrderId ?? '' };
  }

  private async stuckRefund(user: Caller, productId: number): Promise<number> {
    const { body } = await user.post('/api/orders/v1', { productId, quantity: 1 }, { Prefer: 'wait=30' });
    await this.payment(user, body.orderId);
    await user.put(`/api/orders/${body.orderId}`);
    return makeRefundStuck(this.shop.database, body.orderId);
  }

  private async openReturn(user: Caller, productId: number): Promise<number> {
    const { body } = await user.post('/api/orders/v1', { productId, quantity: 1 }, { Prefer: 'wait=30' });
    await this.payment(user, body.orderId);
    await deliver(this.shop, body.orderId);
    return (await user.put(`/api/orders/${body.orderId}/return`)).body.returnId;
  }

  /** A webhook of a receiver that does not exist, for an event that these tests never cause. */
  private async webhook(): Promise<number> {
    const body = { url: 'https://receiver.invalid/hook', eventTypes: ['hot-deal.ended'] };
    return (await this.shop.admin.post('/api/admin/webhooks', body)).body.webhookId;
  }

  private async tableChecksums(): Promise<Record<string, string>> {
    const { database, scheme } = this.shop;
    const tables = await database.query<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
      [scheme],
    );
    const names = tables.map(({ name }) => name).filter((name) => !VOLATILE_TABLES.includes(name));
    const sums = await database.query<{ Table: string; Checksum: number }>(
      `CHECKSUM TABLE ${names.map((name) => `\`${name}\``).join(', ')} EXTENDED`,
    );
    return Object.fromEntries(sums.map(({ Table, Checksum }) => [Table.split('.')[1] ?? Table, String(Checksum)]));
  }
}

function isLogLine(line: string): boolean {
  try {
    const { level, time } = JSON.parse(line) as Record<string, unknown>;
    return typeof level === 'string' && typeof time === 'number';
  } catch {
    return false;
  }
}

export type { Role };
