import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type OutagePause, PollerLeases } from '#platform/timing/poller';
import { Database } from './database';

/**
 * The table `poller_leases`: one row for each poller, from its first poll on, and another one for its pause. A lease that
 * was given back has no owner.
 */
@Injectable()
export class DatabasePollerLeases extends PollerLeases {
  private readonly owner = randomUUID();

  constructor(private readonly database: Database) {
    super();
  }

  /** Only reads while another instance holds the lease. */
  override async hold(poller: string, leaseMs: number): Promise<number> {
    const [lease] = await this.database.query<{ owner: string; left: number | string }>(
      'SELECT owner, TIMESTAMPDIFF(MICROSECOND, NOW(3), leased_until) AS `left` FROM poller_leases WHERE name = ?',
      [poller],
    );
    const leftMs = Number(lease?.left ?? 0) / 1_000;
    if (lease !== undefined && lease.owner !== this.owner && leftMs > 0) return Math.ceil(leftMs);
    if (lease === undefined) {
      await this.database.execute(
        `INSERT INTO poller_leases (name, owner, leased_until) VALUES (?, '', NOW(3)) ON DUPLICATE KEY UPDATE name = name`,
        [poller],
      );
    }
    const { affectedRows } = await this.database.execute(
      `UPDATE poller_leases SET owner = ?, leased_until = NOW(3) + INTERVAL ? MICROSECOND
       WHERE name = ? AND (owner = ? OR leased_until <= NOW(3))`,
      [this.owner, leaseMs * 1_000, poller, this.owner],
    );
    return affectedRows > 0 ? 0 : leaseMs;
  }

  override async release(poller: string): Promise<void> {
    await this.database.execute(
      `UPDATE poller_leases SET owner = '', leased_until = NOW(3) WHERE name = ? AND owner = ?`,
      [poller, this.owner],
    );
  }

  override async pause(poller: string, pauseMs: number): Promise<void> {
    await this.database.execute(
      `INSERT INTO poller_leases (name, owner, leased_until) VALUES (?, '', NOW(3) + INTERVAL ? MICROSECOND)
       ON DUPLICATE KEY UPDATE leased_until = VALUES(leased_until)`,
      [pauseOf(poller), pauseMs * 1_000],
    );
  }

  /** The pause is stored before the lease is renewed, because that makes the outage invisible. */
  override async pauseAfterOutage(
    poller: string,
    leaseMs: number,
    { outageMs, pauseMs }: OutagePause,
  ): Promise<number> {
    const rows = await this.database.query<{ name: string; owner: string; left: number | string }>(
      `SELECT name, owner, TIMESTAMPDIFF(MICROSECOND, NOW(3), leased_until) AS \`left\` FROM poller_leases
       WHERE name IN (?, ?)`,
      [poller, pauseOf(poller)],
    );
    const msLeft = (name: string): number => Number(rows.find((row) => row.name === name)?.left ?? 0) / 1_000;
    const lease = rows.find(({ name }) => name === poller);
    if (lease === undefined) return 0;
    const lastHeldMsAgo = (lease.owner === '' ? 0 : leaseMs) - msLeft(poller);
    if (lastHeldMsAgo <= outageMs) return Math.max(0, Math.ceil(msLeft(pauseOf(poller))));
    await this.pause(poller, pauseMs);
    return pauseMs;
  }
}

const pauseOf = (poller: string): string => `${poller}/pause`;
