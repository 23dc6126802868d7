import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of the platform: event handlers and publications, live instances, leases of pollers, id blocks, idempotency keys, revisions. */
export class Platform1796000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE event_handlers (
        name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        event VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        max_batch INT NOT NULL,
        state ENUM('LIVE', 'DORMANT', 'RETIRED') NOT NULL DEFAULT 'LIVE',
        PRIMARY KEY (name)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    // The handler comes before the owner: publications that no running instance can handle slow no poll down.
    await runner.query(`
      CREATE TABLE event_publications (
        id BIGINT NOT NULL,
        handler VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        event VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        payload MEDIUMTEXT NOT NULL,
        event_count INT NOT NULL,
        position BIGINT NOT NULL DEFAULT 0,
        state ENUM('DUE', 'DEAD_LETTER') NOT NULL DEFAULT 'DUE',
        owner VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
        attempts INT NOT NULL DEFAULT 0,
        due_at DATETIME(3) NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        last_error VARCHAR(500) NULL,
        PRIMARY KEY (id),
        KEY ix_event_publications_due (state, handler, owner, due_at)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE instances (
        id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        alive_until DATETIME(3) NOT NULL,
        PRIMARY KEY (id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE poller_leases (
        name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        owner VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        leased_until DATETIME(3) NOT NULL,
        PRIMARY KEY (name)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE id_blocks (
        name VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        next_id BIGINT NOT NULL,
        PRIMARY KEY (name)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO id_blocks (name, next_id) VALUES ('event_publications', 1)`);
    await runner.query(`
      CREATE TABLE idempotency_keys (
        user_id BIGINT NOT NULL,
        idem_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        request_hash BINARY(32) NOT NULL,
        resource_id BIGINT NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        CONSTRAINT uq_idempotency_keys_user_key UNIQUE (user_id, idem_key),
        KEY ix_idempotency_keys_created (created_at)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    // One row for each thing that is cached: a cache compares one number instead of reading everything again.
    await runner.query(`
      CREATE TABLE revisions (
        name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        number BIGINT NOT NULL,
        PRIMARY KEY (name)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO revisions (name, number) VALUES ('handlers', 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      'revisions',
      'idempotency_keys',
      'id_blocks',
      'poller_leases',
      'instances',
      'event_publications',
      'event_handlers',
    ];
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
