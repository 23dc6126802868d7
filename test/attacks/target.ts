import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBus } from '#platform/events/event-bus';
import { JsonLogger } from '#platform/observability/json-logger';
import { AccessTokens } from '#platform/security/access-tokens';
import type { Caller } from '../support/caller';
import { createDeal } from '../support/deals';
import { openShop, type Shop } from '../support/shop';

type Who = 'nobody' | 'user' | 'stranger' | 'admin';

/** Beats of the heart and work under way change by themselves; everything else only by what somebody may do. */
const RESTLESS = ['instances', 'deliveries', 'outbound_deliveries', 'hot_deal_expiry_runs'];
const STANDARD_OUTPUT = 1;
const USER = 1;
const STRANGER = 2;
const ADMINISTRATOR = 1_000_000;

interface Inside {
  readonly destination: { fd: number; flushSync(): void };
  readonly pino: { level: string };
}

/** A shop under attack: what it holds, what it writes into its log, and who asks. */
export class Target {
  /** what is put in for the names of the contract: `{productId}` in a path or a body */
  readonly ids: Record<string, number | string> = {};
  /** texts that were sent or are kept, and that neither the log nor any error may repeat */
  readonly secrets = new Set<string>();
  readonly tokens: Readonly<Record<Who, string | undefined>>;
  private readonly folder = mkdtempSync(join(tmpdir(), 'hotdeal-attacks-'));
  private readonly log = openSync(join(this.folder, 'log'), 'a+');
  private readonly logger: Inside;
  private before: Record<string, string> = {};
  private fresh = 0;

  private constructor(readonly shop: Shop) {
    this.logger = shop.app.get<JsonLogger, unknown>(JsonLogger) as Inside;
    this.logger.destination.flushSync();
    // The very stream of the instance with all that it can say, only into a file instead of the tests' own output.
    this.logger.destination.fd = this.log;
    this.logger.pino.level = 'trace';
    this.tokens = {
      nobody: undefined,
      user: this.tokenOf(USER, 'USER'),
      stranger: this.tokenOf(STRANGER, 'USER'),
      admin: this.tokenOf(ADMINISTRATOR, 'ADMIN'),
    };
  }

  /** With a product that a user has ordered, subscribed to and been notified of, in a deal. */
  static async open(variables: Record<string, string> = {}): Promise<Target> {
    const target = new Target(await openShop({ variables }));
    await target.furnish();
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

  /** Names in braces become what the shop has under them; `{fresh}` is another text each time. */
  fill(text: string): string {
    return text.replace(/\{(\w+)\}/g, (written, name: string) =>
      name === 'fresh' ? `n${++this.fresh}` : String(this.ids[name] ?? written),
    );
  }

  async remember(): Promise<void> {
    this.before = await this.holdings();
  }

  /** The tables that are not as they were when `remember` was called. */
  async changes(): Promise<string[]> {
    const now = await this.holdings();
    return Object.keys(now).filter((table) => now[table] !== this.before[table]);
  }

  /** What is wrong with the log of all that was asked so far. */
  logFaults(): string[] {
    this.logger.destination.flushSync();
    const text = readFileSync(join(this.folder, 'log'), 'utf8');
    const lines = text.split('\n').slice(0, -1);
    return [
      ...(lines.length > 0 && text.endsWith('\n') ? [] : ['the log does not end with a line']),
      ...lines.filter((line) => !isLine(line)).map((line) => `no JSON object: ${line.slice(0, 200)}`),
      ...lines.filter((line) => line.includes('"level":"error"')).map((line) => `an error: ${line.slice(0, 500)}`),
      ...[...this.secrets].filter((secret) => text.includes(secret)).map((secret) => `the log tells ${secret}`),
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

  private async furnish(): Promise<void> {
    const { shop, ids } = this;
    const user = shop.buyer(USER);
    const productId = await shop.stocked(50);
    await user.post('/api/subscribe/sub-product', { productIds: [productId] });
    ids['eventId'] = await createDeal(shop.admin, [productId]);
    const order = await user.post('/api/orders/v1', { productId, quantity: 2 }, { Prefer: 'wait=30' });
    await shop.app.get(EventBus).drain();
    const told = await user.get('/api/notifications');
    Object.assign(ids, {
      productId,
      otherProductId: await shop.stocked(50),
      orderId: order.body.orderId,
      notificationId: told.body.items[0].notificationId,
      userId: USER,
      authId: USER,
      deliveryId: 1,
      webhookId: await this.webhook(),
    });
    await shop.app.get(EventBus).drain();
  }

  /** Of nobody, who is told nothing that happens here. */
  private async webhook(): Promise<number> {
    const body = { url: 'https://receiver.invalid/hook', eventTypes: ['hot-deal.ended'] };
    return (await this.shop.admin.post('/api/admin/webhooks', body)).body.webhookId;
  }

  private async holdings(): Promise<Record<string, string>> {
    const { database, scheme } = this.shop;
    const tables = await database.query<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
      [scheme],
    );
    const names = tables.map(({ name }) => name).filter((name) => !RESTLESS.includes(name));
    const sums = await database.query<{ Table: string; Checksum: number }>(
      `CHECKSUM TABLE ${names.map((name) => `\`${name}\``).join(', ')} EXTENDED`,
    );
    return Object.fromEntries(sums.map(({ Table, Checksum }) => [Table.split('.')[1] ?? Table, String(Checksum)]));
  }
}

function isLine(line: string): boolean {
  try {
    const { level, time } = JSON.parse(line) as Record<string, unknown>;
    return typeof level === 'string' && typeof time === 'number';
  } catch {
    return false;
  }
}

export type { Who };
