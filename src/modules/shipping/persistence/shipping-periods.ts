import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';

/**
 * The table `shipping_periods`: since when the shop ships completed orders. A period begins a second after the event
 * handler is live: an order that was placed since then, by the estimate that an instance has of the database's clock, was
 * completed with the handler live.
 */
@Injectable()
export class ShippingPeriods {
  constructor(private readonly database: Database) {}

  /** Call it when the handler is live. A period that is open goes on. */
  async begin(): Promise<void> {
    await this.database.execute(
      `INSERT INTO shipping_periods (began_at, open) VALUES (NOW(3) + INTERVAL 1 SECOND, 1)
       ON DUPLICATE KEY UPDATE began_at = began_at`,
    );
  }

  /** Call it before the handler becomes dormant. */
  async end(): Promise<void> {
    await this.database.execute(
      'UPDATE shipping_periods SET open = NULL, ended_at = GREATEST(NOW(3), began_at) WHERE open = 1',
    );
  }

  /** Since when shipping is on; null: it is off. */
  async since(): Promise<Date | null> {
    const [period] = await this.database.query<{ beganAt: Date }>(
      'SELECT began_at AS beganAt FROM shipping_periods WHERE open = 1',
    );
    return period?.beganAt ?? null;
  }
}
