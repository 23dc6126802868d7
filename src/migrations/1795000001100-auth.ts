import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts are listed, newest first, for administrators. A withdrawal has always ended the login that asked for it, and
 * none of the account has ended since: when that was says when it was withdrawn, while the login is remembered.
 */
export class Auth1795000001100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE accounts
        ADD COLUMN withdrawn_at DATETIME(3) NULL,
        ADD INDEX ix_accounts_created (created_at, account_id),
        ADD INDEX ix_accounts_status_created (status, created_at, account_id),
        ADD INDEX ix_accounts_email_created (email, created_at, status, account_id)`);
    await runner.query(`
      UPDATE accounts SET withdrawn_at =
        (SELECT MAX(revoked_at) FROM sessions WHERE sessions.account_id = accounts.account_id)
      WHERE status = 'WITHDRAWN'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE accounts
        DROP INDEX ix_accounts_email_created,
        DROP INDEX ix_accounts_status_created,
        DROP INDEX ix_accounts_created,
        DROP COLUMN withdrawn_at`);
  }
}
