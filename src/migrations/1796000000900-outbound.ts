import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Integration events, one row for each event and subscriber. Kafka is subscriber 1, used or not; the others are webhooks.
 * Ids that grow at insert are in the order of commits within an aggregate, because the publisher keeps the aggregate's own
 * row locked until the commit.
 */
export class Outbound1796000000900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbound_subscribers (
        subscriber_id BIGINT NOT NULL AUTO_INCREMENT,
        kind ENUM('KAFKA', 'WEBHOOK') NOT NULL,
        url VARCHAR(2048) NOT NULL,
        event_types VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        salt CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        owner VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (subscriber_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      INSERT INTO outbound_subscribers (subscriber_id, kind, url, event_types, salt) VALUES (1, 'KAFKA', '', '', '')`);
    await runner.query(`
      CREATE TABLE outbound_deliveries (
        delivery_id BIGINT NOT NULL AUTO_INCREMENT,
        subscriber_id BIGINT NOT NULL,
        state ENUM('DUE', 'SENT') NOT NULL DEFAULT 'DUE',
        topic VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        aggregate_id BIGINT NOT NULL,
        event_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        event_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        data MEDIUMTEXT NOT NULL,
        happened_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        due_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        attempts INT NOT NULL DEFAULT 0,
        last_error VARCHAR(500) NULL,
        sent_at DATETIME(3) NULL,
        PRIMARY KEY (delivery_id),
        KEY ix_outbound_deliveries_subscriber (subscriber_id, delivery_id),
        KEY ix_outbound_deliveries_due (subscriber_id, state, due_at),
        KEY ix_outbound_deliveries_aggregate (subscriber_id, state, topic, aggregate_id, delivery_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['outbound_deliveries', 'outbound_subscribers']) await runner.query(`DROP TABLE ${table}`);
  }
}
