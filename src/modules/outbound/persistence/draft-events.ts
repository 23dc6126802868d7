import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';

/** A stored event whose data is not complete, for one subscriber. */
export interface DraftEvent {
  readonly deliveryId: number;
  readonly aggregateId: number;
}

export interface CompletedEvent {
  readonly deliveryId: number;
  readonly data: object;
}

const PUT_OFF_S = 60;
const MAX_ERROR_LENGTH = 500;

/**
 * The drafts in the table `outbound_deliveries`. Nothing sends a draft, not even the release before, which sends what is
 * DUE. Whichever instance completes one first decides its data for ever: later attempts and replays send that text.
 */
@Injectable()
export class DraftEvents {
  constructor(private readonly database: Database) {}

  /** The oldest of these subscribers. */
  due(subscriberIds: readonly number[], limit: number): Promise<DraftEvent[]> {
    return this.database.query<DraftEvent>(
      `SELECT delivery_id AS deliveryId, aggregate_id AS aggregateId FROM outbound_deliveries
       WHERE subscriber_id IN (?) AND state = 'DRAFT' AND due_at <= NOW(3) ORDER BY due_at, delivery_id LIMIT ?`,
      [subscriberIds, limit],
    );
  }

  /** One round trip; always in ascending order, so that two instances with the same drafts do not lock each other out. */
  async complete(events: readonly CompletedEvent[]): Promise<void> {
    const ascending = events.toSorted((one, other) => one.deliveryId - other.deliveryId);
    await this.database.transaction((tx) => {
      for (const { deliveryId, data } of ascending) {
        tx.defer(
          `UPDATE outbound_deliveries SET state = 'DUE', data = ?, due_at = NOW(3)
           WHERE delivery_id = ? AND state = 'DRAFT'`,
          [JSON.stringify(data), deliveryId],
        );
      }
      return Promise.resolve();
    });
  }

  /** One that cannot be completed keeps no other one from it. */
  async putOff(deliveryIds: readonly number[], reason: string): Promise<void> {
    await this.database.execute(
      `UPDATE outbound_deliveries SET due_at = NOW(3) + INTERVAL ${PUT_OFF_S} SECOND, last_error = ?
       WHERE delivery_id IN (?) AND state = 'DRAFT'`,
      [reason.slice(0, MAX_ERROR_LENGTH), deliveryIds],
    );
  }
}
