import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts and their logins. An e-mail is compared byte by byte in its normalised spelling; an account that was
 * rolled back has none, so that the next sign-up can have it.
 */
export class Auth1796000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE accounts (
        account_id BIGINT NOT NULL,
        email VARCHAR(254) NULL,
        name VARCHAR(50) NOT NULL,
        role ENUM('USER', 'ADMIN') NOT NULL,
        status ENUM('PENDING', 'ACTIVE', 'WITHDRAWN', 'ROLLED_BACK') NOT NULL,
        version INT NOT NULL,
        password_hash VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        withdrawn_at DATETIME(3) NULL,
        PRIMARY KEY (account_id),
        CONSTRAINT uq_accounts_email UNIQUE (email),
        KEY ix_accounts_role_status (role, status),
        KEY ix_accounts_created (created_at, account_id),
        KEY ix_accounts_status_created (status, created_at, account_id),
        KEY ix_accounts_email_created (email, created_at, status, account_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE sessions (
        session_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        account_id BIGINT NOT NULL,
        generation INT NOT NULL DEFAULT 0,
        rotated_at DATETIME(3) NULL,
        confirmed TINYINT NOT NULL DEFAULT 0,
        revoked_at DATETIME(3) NULL,
        expires_at DATETIME(3) NOT NULL,
        PRIMARY KEY (session_id),
        KEY ix_sessions_account (account_id),
        KEY ix_sessions_revoked (revoked_at),
        KEY ix_sessions_expires (expires_at)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO id_blocks (name, next_id) VALUES ('accounts', 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sessions', 'accounts']) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DELETE FROM id_blocks WHERE name = 'accounts'`);
  }
}
