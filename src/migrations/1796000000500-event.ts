import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Hot deals. Each item repeats its deal's window, so that the deals of a product that are not over lie together in
 * one index that answers a look-up by itself: ended ones, however many, are never read.
 */
export class Event1796000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE hot_deals (
        event_id BIGINT NOT NULL AUTO_INCREMENT,
        event_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        discount TINYINT UNSIGNED NOT NULL,
        duration SMALLINT UNSIGNED NOT NULL,
        start_at DATETIME(3) NOT NULL,
        end_at DATETIME(3) NOT NULL,
        product_count INT NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        deleted_at DATETIME(3) NULL,
        announced ENUM('CREATED', 'OPENED', 'ENDED') NOT NULL DEFAULT 'CREATED',
        PRIMARY KEY (event_id),
        KEY ix_hot_deals_start (start_at, event_id),
        KEY ix_hot_deals_end (end_at, event_id),
        KEY ix_hot_deals_deleted_end (deleted_at, end_at),
        KEY ix_hot_deals_announced_start (announced, start_at),
        KEY ix_hot_deals_announced_end (announced, end_at),
        CONSTRAINT ck_hot_deals_discount CHECK (discount BETWEEN 1 AND 99)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE hot_deal_items (
        event_id BIGINT NOT NULL,
        product_id BIGINT NOT NULL,
        discount TINYINT UNSIGNED NOT NULL,
        duration SMALLINT UNSIGNED NOT NULL,
        original_price BIGINT NOT NULL,
        discount_price BIGINT NOT NULL,
        start_at DATETIME(3) NOT NULL,
        end_at DATETIME(3) NOT NULL,
        PRIMARY KEY (event_id, product_id),
        KEY ix_hot_deal_items_product_window (product_id, end_at, start_at, discount, duration, original_price, discount_price),
        CONSTRAINT ck_hot_deal_items_discount_price CHECK (discount_price >= 1)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE hot_deal_signals (
        seq BIGINT NOT NULL,
        event_id BIGINT NOT NULL,
        kind ENUM('new-hot-deal', 'hot-deal-opened', 'hot-deal-ended') NOT NULL DEFAULT 'new-hot-deal',
        payload TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        PRIMARY KEY (seq),
        CONSTRAINT uq_hot_deal_signals_event UNIQUE (event_id, kind)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE hot_deal_signal_counter (
        id TINYINT NOT NULL,
        last_seq BIGINT NOT NULL,
        PRIMARY KEY (id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query('INSERT INTO hot_deal_signal_counter (id, last_seq) VALUES (1, 0)');
    await runner.query(`
      CREATE TABLE hot_deal_expiry_runs (
        day DATE NOT NULL,
        started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (day)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO revisions (name, number) VALUES ('offers', 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM revisions WHERE name = 'offers'`);
    const tables = [
      'hot_deal_expiry_runs',
      'hot_deal_signal_counter',
      'hot_deal_signals',
      'hot_deal_items',
      'hot_deals',
    ];
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
