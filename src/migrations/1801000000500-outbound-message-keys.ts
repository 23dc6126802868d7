import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The key of a message, where it is not the id of its aggregate. */
export class OutboundMessageKeys1801000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbound_deliveries ADD COLUMN message_key BIGINT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbound_deliveries DROP COLUMN message_key');
  }
}
