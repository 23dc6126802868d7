import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { DomainError } from '#platform/domain-error';
import { type EventType, EVENT_TYPES } from '../domain/integration-event';

/** Kafka, or one webhook. */
export interface Subscriber {
  readonly subscriberId: number;
  readonly kind: 'KAFKA' | 'WEBHOOK';
  readonly url: string;
  readonly eventTypes: readonly EventType[];
  readonly salt: string;
  /** the instance that sends to it */
  readonly owner: string;
  /** whether that instance is alive, by the database's clock */
  readonly isOwnerAlive: boolean;
  readonly createdAt: Date;
}

interface Row {
  subscriber_id: number;
  kind: 'KAFKA' | 'WEBHOOK';
  url: string;
  event_types: string;
  salt: string;
  owner: string;
  alive: number | null;
  created_at: Date;
}

/** Each webhook costs a row for each event that it subscribes to. */
const MAX_WEBHOOKS = 20;
const ALL = `
  SELECT subscriber_id, kind, url, event_types, salt, owner, instances.alive_until > NOW(3) AS alive, created_at
  FROM outbound_subscribers LEFT JOIN instances ON instances.id = owner
  ORDER BY subscriber_id`;

/** The table `outbound_subscribers`. Its leases are those of the event bus: one heartbeat of an instance renews all of them. */
@Injectable()
export class SubscriberRepository {
  constructor(private readonly database: Database) {}

  async all(tx?: Transaction): Promise<Subscriber[]> {
    return (await (tx ?? this.database).query<Row>(ALL)).map(toSubscriber);
  }

  /** Claims a subscriber whose owner is not alive; returns false when another instance was faster. */
  async claim(subscriberId: number, instance: string): Promise<boolean> {
    await this.database.execute(
      `UPDATE outbound_subscribers SET owner = ? WHERE subscriber_id = ?
         AND NOT EXISTS (SELECT 1 FROM instances WHERE id = outbound_subscribers.owner AND alive_until > NOW(3))`,
      [instance, subscriberId],
    );
    const [row] = await this.database.query<{ owner: string }>(
      'SELECT owner FROM outbound_subscribers WHERE subscriber_id = ?',
      [subscriberId],
    );
    return row?.owner === instance;
  }

  /** @throws DomainError WEBHOOK_LIMIT_EXCEEDED */
  async add(url: string, eventTypes: readonly EventType[]): Promise<Subscriber> {
    const salt = randomBytes(16).toString('hex');
    const subscriberId = await this.database.transaction(async (tx) => {
      const rows = await tx.query('SELECT subscriber_id FROM outbound_subscribers ORDER BY subscriber_id FOR UPDATE');
      if (rows.length > MAX_WEBHOOKS) {
        throw new DomainError('conflict', 'WEBHOOK_LIMIT_EXCEEDED', `There are ${MAX_WEBHOOKS} webhooks already.`, {
          about: { limit: MAX_WEBHOOKS },
        });
      }
      const { insertId } = await tx.execute(
        `INSERT INTO outbound_subscribers (kind, url, event_types, salt) VALUES ('WEBHOOK', ?, ?, ?)`,
        [url, EVENT_TYPES.filter((type) => eventTypes.includes(type)).join(','), salt],
      );
      return insertId;
    });
    return this.webhook(subscriberId);
  }

  async webhooks(afterId: number, limit: number): Promise<Subscriber[]> {
    return (await this.all())
      .filter(({ kind, subscriberId }) => kind === 'WEBHOOK' && subscriberId > afterId)
      .slice(0, limit);
  }

  /** @throws DomainError WEBHOOK_NOT_FOUND */
  async webhook(subscriberId: number): Promise<Subscriber> {
    const found = (await this.all()).find((one) => one.kind === 'WEBHOOK' && one.subscriberId === subscriberId);
    if (found === undefined) throw unknownWebhook(subscriberId);
    return found;
  }

  /** @throws DomainError WEBHOOK_NOT_FOUND */
  async remove(subscriberId: number): Promise<void> {
    const { affectedRows } = await this.database.execute(
      `DELETE FROM outbound_subscribers WHERE subscriber_id = ? AND kind = 'WEBHOOK'`,
      [subscriberId],
    );
    if (affectedRows === 0) throw unknownWebhook(subscriberId);
  }
}

function unknownWebhook(subscriberId: number): DomainError {
  return new DomainError('not-found', 'WEBHOOK_NOT_FOUND', `Webhook ${subscriberId} not found.`);
}

function toSubscriber(row: Row): Subscriber {
  return {
    subscriberId: row.subscriber_id,
    kind: row.kind,
    url: row.url,
    eventTypes:
      row.kind === 'KAFKA' ? EVENT_TYPES : EVENT_TYPES.filter((type) => row.event_types.split(',').includes(type)),
    salt: row.salt,
    owner: row.owner,
    isOwnerAlive: row.alive === 1,
    createdAt: row.created_at,
  };
}
