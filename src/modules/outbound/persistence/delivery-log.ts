import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { DomainError } from '#platform/domain-error';

export const DELIVERY_STATES = ['due', 'sent'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event on its way to one webhook, or there. */
export interface LoggedDelivery {
  readonly deliveryId: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly aggregateId: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly happenedAt: Date;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
}

const AT_ONCE = 5_000;

/** What an administrator sees of `outbound_deliveries`, and sends again. */
@Injectable()
export class DeliveryLog {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(
    receiverId: number,
    state: DeliveryState | undefined,
    beforeId: number,
    limit: number,
  ): Promise<LoggedDelivery[]> {
    return this.database.query<LoggedDelivery>(
      `SELECT delivery_id AS deliveryId, event_id AS eventId, event_type AS eventType, aggregate_id AS aggregateId,
              LOWER(state) AS state, attempts, last_error AS lastError, happened_at AS happenedAt, due_at AS dueAt,
              sent_at AS sentAt
       FROM outbound_deliveries WHERE receiver_id = ? AND state IN (?) AND delivery_id < ?
       ORDER BY delivery_id DESC LIMIT ?`,
      [receiverId, (state === undefined ? DELIVERY_STATES : [state]).map((one) => one.toUpperCase()), beforeId, limit],
    );
  }

  /**
   * Due at once, whether it was sent or waits for its next attempt.
   * @throws DomainError DELIVERY_NOT_FOUND
   */
  async replay(receiverId: number, deliveryId: number): Promise<void> {
    const { affectedRows } = await this.database.execute(
      `UPDATE outbound_deliveries SET state = 'DUE', attempts = 0, due_at = NOW(3), sent_at = NULL
       WHERE receiver_id = ? AND delivery_id = ?
         AND EXISTS (SELECT 1 FROM outbound_receivers AS it WHERE it.kind = 'WEBHOOK' AND it.receiver_id = ?)`,
      [receiverId, deliveryId, receiverId],
    );
    if (affectedRows > 0) return;
    throw new DomainError('not-found', 'DELIVERY_NOT_FOUND', `Webhook ${receiverId} has no delivery ${deliveryId}.`);
  }

  /** The same for all that happened since then, in ascending order, up to what there is now. Returns how many. */
  async replaySince(receiverId: number, since: Date): Promise<number> {
    const [range] = await this.database.query<{ first: number | null; last: number | null }>(
      `SELECT MIN(delivery_id) AS first, MAX(delivery_id) AS last FROM outbound_deliveries
       WHERE receiver_id = ? AND happened_at >= ?`,
      [receiverId, since],
    );
    let all = 0;
    for (let from = Number(range?.first ?? 1); from <= Number(range?.last ?? 0); from += AT_ONCE) {
      const { affectedRows } = await this.database.execute(
        `UPDATE outbound_deliveries SET state = 'DUE', attempts = 0, due_at = NOW(3), sent_at = NULL
         WHERE receiver_id = ? AND happened_at >= ? AND delivery_id BETWEEN ? AND ?`,
        [receiverId, since, from, Math.min(from + AT_ONCE - 1, Number(range?.last))],
      );
      all += affectedRows;
    }
    return all;
  }
}
