import { SendToSubscribers } from '../../src/modules/outbound/use-cases/send-to-subscribers';
import type { Shop } from './shop';
import type { ReceivedEvent } from './webhook-receiver';

export const EVERYTHING = [
  'order.placed',
  'order.payment-requested',
  'order.payment-failed',
  'order.settled',
  'order.shipment-preparing',
  'order.progressed',
  'order.cancelled',
  'order.completed',
  'payment.ended',
  'payment.refunded',
  'stock.reserved',
  'stock.confirmed',
  'stock.released',
  'stock.changed',
  'hot-deal.created',
  'hot-deal.opened',
  'hot-deal.changed',
  'hot-deal.ended',
  'coupon.issued',
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

/** Makes the events that wait for their next attempt due at once. */
export async function makeAllDue(shop: Shop): Promise<void> {
  await shop.database.execute(`UPDATE outbound_deliveries SET due_at = NOW(3) WHERE state = 'DUE' AND due_at > NOW(3)`);
  await refreshSubscribers(shop);
}

/** Lets an instance read the subscribers and send what is due. */
export function refreshSubscribers(shop: Shop): Promise<void> {
  return shop.app.get(SendToSubscribers, { strict: false }).refresh();
}

export async function waiting(shop: Shop): Promise<number> {
  const rows = await shop.database.query(`SELECT delivery_id FROM outbound_deliveries WHERE state <> 'SENT'`);
  return rows.length;
}

/** The types of the events of each order, in the order of their arrival; without `order.completed`, which is alone. */
export function storiesOf(events: readonly ReceivedEvent[], type = 'order.'): Map<number, string[]> {
  const stories = new Map<number, string[]>();
  for (const event of events.filter((one) => one.type.startsWith(type) && one.type !== 'order.completed')) {
    stories.set(event.aggregateId, [...(stories.get(event.aggregateId) ?? []), event.type]);
  }
  return stories;
}
