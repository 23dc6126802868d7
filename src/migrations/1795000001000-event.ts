import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A deal's opening and end are signals too. What has become of the deals that there are is not told after the fact; a
 * version of the code that does not know these columns makes deals that are told all the same.
 */
export class Event1795000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hot_deals
        ADD COLUMN told ENUM('CREATED', 'OPENED', 'ENDED') NOT NULL DEFAULT 'CREATED',
        ADD KEY ix_hot_deals_told_start (told, start_at),
        ADD KEY ix_hot_deals_told_end (told, end_at)`);
    await runner.query(`
      UPDATE hot_deals SET told = IF(end_at <= NOW(3), 'ENDED', 'OPENED')
      WHERE start_at <= NOW(3) OR end_at <= NOW(3)`);
    await runner.query(`
      ALTER TABLE hot_deal_signals
        ADD COLUMN kind ENUM('new-hot-deal', 'hot-deal-opened', 'hot-deal-ended') NOT NULL DEFAULT 'new-hot-deal',
        DROP KEY uq_hot_deal_signals_event,
        ADD CONSTRAINT uq_hot_deal_signals_event UNIQUE (event_id, kind)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM hot_deal_signals WHERE kind <> 'new-hot-deal'`);
    await runner.query(`
      ALTER TABLE hot_deal_signals
        DROP KEY uq_hot_deal_signals_event, DROP COLUMN kind,
        ADD CONSTRAINT uq_hot_deal_signals_event UNIQUE (event_id)`);
    await runner.query(`
      ALTER TABLE hot_deals DROP KEY ix_hot_deals_told_start, DROP KEY ix_hot_deals_told_end, DROP COLUMN told`);
  }
}
