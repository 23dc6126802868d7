import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A deal has each signal once, except `hot-deal-changed`: `change_seq` is the number of such a signal, else 0. */
export class DealChangeSignals1797000000520 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hot_deal_signals
        MODIFY COLUMN kind ENUM('new-hot-deal', 'hot-deal-opened', 'hot-deal-ended', 'hot-deal-changed')
          NOT NULL DEFAULT 'new-hot-deal',
        ADD COLUMN change_seq BIGINT NOT NULL DEFAULT 0,
        DROP KEY uq_hot_deal_signals_event,
        ADD CONSTRAINT uq_hot_deal_signals_event_change UNIQUE (event_id, kind, change_seq)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hot_deal_signals
        DROP KEY uq_hot_deal_signals_event_change,
        DROP COLUMN change_seq,
        MODIFY COLUMN kind ENUM('new-hot-deal', 'hot-deal-opened', 'hot-deal-ended') NOT NULL DEFAULT 'new-hot-deal',
        ADD CONSTRAINT uq_hot_deal_signals_event UNIQUE (event_id, kind)`);
  }
}
