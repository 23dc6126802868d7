import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events whose data is completed after the commit. The release before sends what is DUE, and so never a draft. */
export class OutboundDrafts1801000000510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbound_deliveries MODIFY COLUMN state ENUM('DUE', 'SENT', 'DRAFT') NOT NULL DEFAULT 'DUE'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM outbound_deliveries WHERE state = 'DRAFT'`);
    await runner.query(`
      ALTER TABLE outbound_deliveries MODIFY COLUMN state ENUM('DUE', 'SENT') NOT NULL DEFAULT 'DUE'`);
  }
}
