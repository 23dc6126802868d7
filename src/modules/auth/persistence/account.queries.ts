import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Account } from '../domain/account';

const ACCOUNT = `account_id AS accountId, email, name, role, status, version, password_hash AS passwordHash`;

@Injectable()
export class AccountQueries {
  constructor(private readonly database: Database) {}

  /** @param email normalised. Accounts that were rolled back have none. */
  async withEmail(email: string): Promise<Account | undefined> {
    const [account] = await this.database.query<Account>(`SELECT ${ACCOUNT} FROM accounts WHERE email = ?`, [email]);
    return account;
  }

  async find(accountId: number): Promise<Account | undefined> {
    const [account] = await this.database.query<Account>(
      `SELECT ${ACCOUNT} FROM accounts WHERE account_id = ? AND status <> 'ROLLED_BACK'`,
      [accountId],
    );
    return account;
  }
}
