import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PollerLeases } from '#platform/timing/poller';
import { Database } from './database';

/** The table `poller_leases`: one row for each poller, from its first poll on. */
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
    await this.database.execute('UPDATE poller_leases SET leased_until = NOW(3) WHERE name = ? AND owner = ?', [
      poller,
      this.owner,
    ]);
  }
}
