import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import type { Database } from '#platform/database/database';
import { HotDealCreated, type HotDealSignal } from '#event';
import type { Caller } from './caller';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A time so many days back, as ISO 8601 in UTC. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

export function inDays(days: number): string {
  return daysAgo(-days);
}

/** Inserts a product called `thing <id>` for each price; the search is yet to be filled with them. @returns their ids in ascending order */
export async function insertProducts(database: Database, prices: readonly number[]): Promise<number[]> {
  return database.transaction(async (tx) => {
    const [last] = await tx.query<{ id: number | null }>('SELECT MAX(product_id) AS id FROM products');
    const first = Number(last?.id ?? 0) + 1;
    const rows = prices.map((price, index) => [
      first + index,
      `thing ${first + index}`,
      'a thing',
      price,
      'http://a/b',
      'OTHER',
    ]);
    await tx.execute('INSERT INTO products (product_id, name, description, price, image_url, category) VALUES ?', [
      rows,
    ]);
    await tx.execute('UPDATE search_fill SET below_product_id = ?', [Number.MAX_SAFE_INTEGER]);
    return prices.map((_, index) => first + index);
  });
}

/** A deal of one day with 20 % off that has been running for half of it. */
export async function createDeal(admin: Caller, productIds: readonly number[], change: object = {}): Promise<number> {
  const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 1, startEventTime: daysAgo(0.5) };
  const { status, body } = await admin.post('/api/event/create', { ...terms, productIds, ...change });
  if (status !== 201) throw new Error(`No deal was created: ${JSON.stringify(body)}`);
  return (body as { eventId: number }).eventId;
}

/** The answer to a request for a deal of a week with 20 % off since yesterday, except for `change`. */
export function requestDeal(
  admin: Caller,
  change: object,
  headers?: Record<string, string>,
): ReturnType<Caller['post']> {
  const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, startEventTime: daysAgo(1) };
  return admin.post('/api/event/create', { ...terms, ...change }, headers);
}

/** The running deal of a product, as a user sees it. */
export async function bestDealOf(user: Caller, productId: number): Promise<Record<string, unknown> | undefined> {
  const { body } = await user.post('/api/event/search-event', { productIds: [productId] });
  return (body as Record<string, unknown>[])[0];
}

/** Records the signals of new deals. */
export class CreationRecorder extends EventHandler<HotDealSignal> {
  override readonly event = HotDealCreated;
  override readonly name = 'test.record-signals';
  readonly signals: HotDealSignal[] = [];

  override handle({ events }: EventBatch<HotDealSignal>): Promise<void> {
    this.signals.push(...events);
    return Promise.resolve();
  }
}
