import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { DomainError } from '#platform/domain-error';
import { type EventType, EVENT_TYPES } from '../domain/outbound-event';

/** Who is told: Kafka, or one webhook. */
export interface Receiver {
  readonly receiverId: number;
  readonly kind: 'KAFKA' | 'WEBHOOK';
  readonly url: string;
  readonly eventTypes: readonly EventType[];
  readonly salt: string;
  /** the instance that sends to it */
  readonly owner: string;
  /** whether that instance lives, by the database's clock */
  readonly owned: boolean;
  readonly createdAt: Date;
}

interface Row {
  receiver_id: number;
  kind: 'KAFKA' | 'WEBHOOK';
  url: string;
  event_types: string;
  salt: string;
  owner: string;
  alive: number | null;
  created_at: Date;
}

/** Each of them costs a row for each event that it wants. */
const MOST_WEBHOOKS = 20;
const ALL = `
  SELECT receiver_id, kind, url, event_types, salt, owner, instances.alive_until > NOW(3) AS alive, created_at
  FROM outbound_receivers LEFT JOIN instances ON instances.id = owner
  ORDER BY receiver_id`;

/** The table `outbound_receivers`. The leases are those of the bus: one heartbeat of an instance renews all. */
@Injectable()
export class Receivers {
  constructor(private readonly database: Database) {}

  async all(tx?: Transaction): Promise<Receiver[]> {
    return (await (tx ?? this.database).query<Row>(ALL)).map(receiverOf);
  }

  /** Takes a receiver that nobody who lives sends to; false when another was quicker. */
  async claim(receiverId: number, instance: string): Promise<boolean> {
    await this.database.execute(
      `UPDATE outbound_receivers SET owner = ? WHERE receiver_id = ?
         AND NOT EXISTS (SELECT 1 FROM instances WHERE id = outbound_receivers.owner AND alive_until > NOW(3))`,
      [instance, receiverId],
    );
    const [row] = await this.database.query<{ owner: string }>(
      'SELECT owner FROM outbound_receivers WHERE receiver_id = ?',
      [receiverId],
    );
    return row?.owner === instance;
  }

  /** @throws DomainError WEBHOOK_LIMIT_EXCEEDED */
  async add(url: string, eventTypes: readonly EventType[]): Promise<Receiver> {
    const salt = randomBytes(16).toString('hex');
    const receiverId = await this.database.transaction(async (tx) => {
      const rows = await tx.query('SELECT receiver_id FROM outbound_receivers ORDER BY receiver_id FOR UPDATE');
      if (rows.length > MOST_WEBHOOKS) {
        throw new DomainError('conflict', 'WEBHOOK_LIMIT_EXCEEDED', `There are ${MOST_WEBHOOKS} webhooks already.`);
      }
      const { insertId } = await tx.execute(
        `INSERT INTO outbound_receivers (kind, url, event_types, salt) VALUES ('WEBHOOK', ?, ?, ?)`,
        [url, EVENT_TYPES.filter((type) => eventTypes.includes(type)).join(','), salt],
      );
      return insertId;
    });
    return this.webhook(receiverId);
  }

  async webhooks(afterId: number, limit: number): Promise<Receiver[]> {
    return (await this.all())
      .filter(({ kind, receiverId }) => kind === 'WEBHOOK' && receiverId > afterId)
      .slice(0, limit);
  }

  /** @throws DomainError WEBHOOK_NOT_FOUND */
  async webhook(receiverId: number): Promise<Receiver> {
    const found = (await this.all()).find((one) => one.kind === 'WEBHOOK' && one.receiverId === receiverId);
    if (found === undefined) throw unknownWebhook(receiverId);
    return found;
  }

  /** @throws DomainError WEBHOOK_NOT_FOUND */
  async remove(receiverId: number): Promise<void> {
    const { affectedRows } = await this.database.execute(
      `DELETE FROM outbound_receivers WHERE receiver_id = ? AND kind = 'WEBHOOK'`,
      [receiverId],
    );
    if (affectedRows === 0) throw unknownWebhook(receiverId);
  }
}

function unknownWebhook(receiverId: number): DomainError {
  return new DomainError('not-found', 'WEBHOOK_NOT_FOUND', `There is no webhook ${receiverId}.`);
}

function receiverOf(row: Row): Receiver {
  return {
    receiverId: row.receiver_id,
    kind: row.kind,
    url: row.url,
    eventTypes:
      row.kind === 'KAFKA' ? EVENT_TYPES : EVENT_TYPES.filter((type) => row.event_types.split(',').includes(type)),
    salt: row.salt,
    owner: row.owner,
    owned: row.alive === 1,
    createdAt: row.created_at,
  };
}
