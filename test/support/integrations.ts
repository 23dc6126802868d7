import { SendToSubscribers } from '../../src/modules/outbound/use-cases/send-to-subscribers';
import type { Shop } from './shop';
import type { Told } from './webhook-receiver';

export const EVERYTHING = [
  'order.placed',
  'order.settled',
  'order.cancelled',
  'stock.changed',
  'hot-deal.created',
  'hot-deal.opened',
  'hot-deal.ended',
];

/** A webhook for these events; by default for all. */
export async function hook(
  shop: Shop,
  url: string,
  eventTypes: readonly string[] = EVERYTHING,
): Promise<{ webhookId: number; secret: string }> {
  const { status, body } = await shop.admin.post('/api/admin/webhooks', { url, eventTypes });
  if (status !== 201) throw new Error(`No webhook was created: ${JSON.stringify(body)}`);
  return body as { webhookId: number; secret: string };
}

/** Whatever waits for its next attempt waits no longer. */
export async function everythingIsDueNow(shop: Shop): Promise<void> {
  await shop.database.execute(`UPDATE outbound_deliveries SET due_at = NOW(3) WHERE state = 'DUE' AND due_at > NOW(3)`);
  await lookAround(shop);
}

/** An instance learns what there is to be sent, and begins. */
export function lookAround(shop: Shop): Promise<void> {
  return shop.app.get(SendToSubscribers, { strict: false }).look();
}

export async function waiting(shop: Shop): Promise<number> {
  const rows = await shop.database.query(`SELECT delivery_id FROM outbound_deliveries WHERE state = 'DUE'`);
  return rows.length;
}

/** The types of what was told of each order, in the order in which it was. */
export function storiesOf(events: readonly Told[], type = 'order.'): Map<number, string[]> {
  const stories = new Map<number, string[]>();
  for (const event of events.filter((one) => one.type.startsWith(type))) {
    stories.set(event.aggregateId, [...(stories.get(event.aggregateId) ?? []), event.type]);
  }
  return stories;
}
