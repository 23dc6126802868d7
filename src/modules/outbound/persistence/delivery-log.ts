import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { DomainError } from '#platform/domain-error';
import type { Requester } from '#platform/limits/bulkhead';
import { ScanningReads } from '#platform/limits/scanning-reads';

export const DELIVERY_STATES = ['due', 'sent'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event for one webhook, due or sent. */
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

export interface DeliveryPage {
  /** the page begins before this delivery */
  readonly beforeId: number;
  readonly limit: number;
}

export interface Replayed {
  readonly replayed: number;
  /** the delivery to continue after; null at the end */
  readonly next: number | null;
}

const BATCH_SIZE = 1_000;
const MAX_EXAMINED = 10_000;
const DUE_AGAIN = `UPDATE outbound_deliveries SET state = 'DUE', attempts = 0, due_at = NOW(3), sent_at = NULL`;

/** The table `outbound_deliveries`, as administrators list and replay it. */
@Injectable()
export class DeliveryLog {
  constructor(
    private readonly database: Database,
    private readonly scans: ScanningReads,
  ) {}

  /** Newest first. Of one state, it may look at all deliveries of the webhook. */
  async list(
    subscriberId: number,
    state: DeliveryState | undefined,
    { beforeId, limit }: DeliveryPage,
    requester: Requester,
  ): Promise<LoggedDelivery[]> {
    return this.scans.query<LoggedDelivery>(
      requester,
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
   * Makes a delivery due at once, whether it was sent or waits for its next attempt.
   * @throws DomainError DELIVERY_NOT_FOUND
   */
  async replay(subscriberId: number, deliveryId: number): Promise<void> {
    const { affectedRows } = await this.database.execute(
      `${DUE_AGAIN}
       WHERE subscriber_id = ? AND delivery_id = ? AND state <> 'DRAFT'
         AND EXISTS (SELECT 1 FROM outbound_subscribers AS webhooks WHERE webhooks.kind = 'WEBHOOK' AND webhooks.subscriber_id = ?)`,
      [subscriberId, deliveryId, subscriberId],
    );
    if (affectedRows > 0) return;
    throw new DomainError('not-found', 'DELIVERY_NOT_FOUND', `Webhook ${subscriberId} has no delivery ${deliveryId}.`);
  }

  /**
   * Does the same for all deliveries after `after` whose event happened since then, in ascending order, up to the
   * newest one now. It examines a limited number of rows, a few in each statement, so that no transaction waits long
   * for locks.
   */
  async replaySince(subscriberId: number, since: Date, after: number): Promise<Replayed> {
    const { first, last } = await this.ends(subscriberId);
    let from = Math.max(after, await this.shortlyBefore(since, subscriberId, first, last));
    let replayed = 0;
    for (let examined = 0; examined < MAX_EXAMINED; examined += BATCH_SIZE) {
      const to = await this.sequenceAfter(subscriberId, from, BATCH_SIZE);
      const { affectedRows } = await this.database.execute(
        `${DUE_AGAIN}
         WHERE subscriber_id = ? AND delivery_id > ? AND delivery_id <= ? AND happened_at >= ? AND state <> 'DRAFT'`,
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

  /** Finds the start by bisection: ids are in the order of the events, except within some milliseconds. */
  private async shortlyBefore(since: Date, subscriberId: number, first: number, last: number): Promise<number> {
    let before = first - 1;
    let notBefore = last;
    while (notBefore - before > BATCH_SIZE) {
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

  /** The id of the `count`th row after that one; undefined when there are fewer. */
  private async sequenceAfter(subscriberId: number, deliveryId: number, count: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ id: number }>(
      `SELECT delivery_id AS id FROM outbound_deliveries WHERE subscriber_id = ? AND delivery_id > ?
       ORDER BY delivery_id LIMIT 1 OFFSET ?`,
      [subscriberId, deliveryId, count - 1],
    );
    return row && Number(row.id);
  }
}
