import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The addresses of users, sealed; at most one of a user is the default (1). */
export class UserAddresses1801000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE addresses (
        address_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        address_sealed VARBINARY(3000) NOT NULL,
        is_default TINYINT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (address_id),
        CONSTRAINT uq_addresses_default UNIQUE (user_id, is_default),
        CONSTRAINT ck_addresses_default CHECK (is_default = 1)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE addresses');
  }
}
