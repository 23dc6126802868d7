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

export interface Replayed {
  readonly replayed: number;
  /** after which delivery to go on; null: that was all */
  readonly next: number | null;
}

const AT_ONCE = 1_000;
const EXAMINED_AT_MOST = 10_000;
const DUE_AGAIN = `UPDATE outbound_deliveries SET state = 'DUE', attempts = 0, due_at = NOW(3), sent_at = NULL`;

/** What an administrator sees of `outbound_deliveries`, and sends again. */
@Injectable()
export class DeliveryLog {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(
    subscriberId: number,
    state: DeliveryState | undefined,
    beforeId: number,
    limit: number,
  ): Promise<LoggedDelivery[]> {
    return this.database.query<LoggedDelivery>(
      `SELECT delivery_id AS deliveryId, event_id AS eventId, event_type AS eventType, aggregate_id AS aggregateId,
              LOWER(state) AS state, attempts, last_error AS lastError, happened_at AS happenedAt, due_at AS dueAt,
              sent_at AS sentAt
       FROM outbound_deliveries WHERE subscriber_id = ? AND state IN (?) AND delivery_id < ?
       ORDER BY delivery_id DESC LIMIT ?`,
      [
        subscriberId,
        (state === undefined ? DELIVERY_STATES : [state]).map((one) => one.toUpperCase()),
        beforeId,
        limit,
      ],
    );
  }

  /**
   * Due at once, whether it was sent or waits for its next attempt.
   * @throws DomainError DELIVERY_NOT_FOUND
   */
  async replay(subscriberId: number, deliveryId: number): Promise<void> {
    const { affectedRows } = await this.database.execute(
      `${DUE_AGAIN}
       WHERE subscriber_id = ? AND delivery_id = ?
         AND EXISTS (SELECT 1 FROM outbound_subscribers AS it WHERE it.kind = 'WEBHOOK' AND it.subscriber_id = ?)`,
      [subscriberId, deliveryId, subscriberId],
    );
    if (affectedRows > 0) return;
    throw new DomainError('not-found', 'DELIVERY_NOT_FOUND', `Webhook ${subscriberId} has no delivery ${deliveryId}.`);
  }

  /**
   * The same for what happened since then and was noted after that delivery, in ascending order, up to what there is
   * now; so many rows at most, a few in each statement, so that nobody waits for their locks.
   */
  async replaySince(subscriberId: number, since: Date, after: number): Promise<Replayed> {
    const { first, last } = await this.ends(subscriberId);
    let from = Math.max(after, await this.shortlyBefore(since, subscriberId, first, last));
    let replayed = 0;
    for (let examined = 0; examined < EXAMINED_AT_MOST; examined += AT_ONCE) {
      const to = await this.sequenceAfter(subscriberId, from, AT_ONCE);
      const { affectedRows } = await this.database.execute(
        `${DUE_AGAIN}
         WHERE subscriber_id = ? AND delivery_id > ? AND delivery_id <= ? AND happened_at >= ?`,
        [subscriberId, from, Math.min(to ?? last, last), since],
      );
      replayed += affectedRows;
      if (to === undefined || to >= last) return { replayed, next: null };
      from = to;
    }
    return { replayed, next: from };
  }

  private async ends(subscriberId: number): Promise<{ first: number; last: number }> {
    const [row] = await this.database.query<{ first: number | null; last: number | null }>(
      'SELECT MIN(delivery_id) AS first, MAX(delivery_id) AS last FROM outbound_deliveries WHERE subscriber_id = ?',
      [subscriberId],
    );
    return { first: Number(row?.first ?? 0), last: Number(row?.last ?? 0) };
  }

  /** Where to begin: what is noted later has happened later, but for some milliseconds, so nobody reads it all. */
  private async shortlyBefore(since: Date, subscriberId: number, first: number, last: number): Promise<number> {
    let before = first - 1;
    let notBefore = last;
    while (notBefore - before > AT_ONCE) {
      const middle = Math.floor((before + notBefore) / 2);
      const [row] = await this.database.query<{ id: number; isBefore: number }>(
        `SELECT delivery_id AS id, happened_at < ? - INTERVAL 1 MINUTE AS isBefore FROM outbound_deliveries
         WHERE subscriber_id = ? AND delivery_id >= ? ORDER BY delivery_id LIMIT 1`,
        [since, subscriberId, middle],
      );
      if (row?.isBefore === 1) before = Number(row.id);
      else notBefore = middle;
    }
    return before;
  }

  /** The id of the `count`th row after that one; `undefined`: there are fewer. */
  private async sequenceAfter(subscriberId: number, deliveryId: number, count: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ id: number }>(
      `SELECT delivery_id AS id FROM outbound_deliveries WHERE subscriber_id = ? AND delivery_id > ?
       ORDER BY delivery_id LIMIT 1 OFFSET ?`,
      [subscriberId, deliveryId, count - 1],
    );
    return row && Number(row.id);
  }
}
