import { WebhookReceiver } from '../../support/webhook-receiver';
import { until } from '../../servers/until';
import { PAYING } from './payers';
import type { Rig } from './rig';

/** The settings of a shop that ships its orders, and reports that to this machine. By the clock only where times are given. */
export const SHIPPING = { ...PAYING, SHIPPING: 'on', WEBHOOK_PRIVATE_ADDRESSES: 'on' };

const TYPES = ['order.settled', 'order.shipment-preparing', 'order.progressed', 'order.cancelled'];
const LIMIT_MS = 60_000;

/** A webhook that receives what becomes of orders. It drops an event whose id it knows; an event with a new id is another one. */
export class OrderEvents {
  private constructor(
    private readonly rig: Rig,
    private readonly receiver: WebhookReceiver,
    private readonly webhookId: number,
  ) {}

  static async listen(rig: Rig): Promise<OrderEvents> {
    const receiver = await WebhookReceiver.open();
    const { status, body } = await rig.admin().post('/api/admin/webhooks', { url: receiver.url, eventTypes: TYPES });
    if (status !== 201) throw new Error(`No webhook was created: ${JSON.stringify(body)}`);
    return new OrderEvents(rig, receiver, body.webhookId as number);
  }

  /**
   * Waits until all that was published has arrived, and ends the webhook.
   * @returns by order, the versions of its progress in the order in which they have arrived
   */
  async end(): Promise<ReadonlyMap<number, readonly number[]>> {
    let waiting = Infinity;
    const hasArrived = async (): Promise<boolean> => {
      await this.rig.query(`UPDATE outbound_deliveries SET due_at = NOW(3) WHERE state = 'DUE' AND due_at > NOW(3)`);
      const rows = await this.rig.query(
        `SELECT delivery_id FROM outbound_deliveries WHERE subscriber_id = ? AND state <> 'SENT'`,
        [this.webhookId],
      );
      waiting = rows.length;
      return waiting === 0;
    };
    const what = 'every event of an order has arrived';
    await until(hasArrived, { what, limitMs: LIMIT_MS, progress: () => -waiting });
    await this.rig.admin().delete(`/api/admin/webhooks/${this.webhookId}`);
    await this.receiver.close();
    const versions = new Map<number, number[]>();
    for (const { type, aggregateId, data } of this.receiver.events) {
      if (type !== 'order.progressed') continue;
      versions.set(aggregateId, [...(versions.get(aggregateId) ?? []), data['version'] as number]);
    }
    return versions;
  }
}
