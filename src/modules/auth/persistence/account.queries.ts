import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Account } from '../domain/account';
import { emailSpellings } from '../domain/sign-up-rules';

const ACCOUNT = `account_id AS accountId, email, name, role, status, version, password_hash AS passwordHash`;

@Injectable()
export class AccountQueries {
  constructor(private readonly database: Database) {}

  /** @param email in any spelling. Accounts that were rolled back have none. */
  async withEmail(email: string): Promise<Account | undefined> {
    const spellings = emailSpellings(email);
    const accounts = await this.database.query<Account>(`SELECT ${ACCOUNT} FROM accounts WHERE email IN (?)`, [
      spellings,
    ]);
    const rank = (account: Account): number => spellings.indexOf(account.email);
    return accounts.sort((one, other) => rank(one) - rank(other))[0];
  }

  async find(accountId: number): Promise<Account | undefined> {
    const [account] = await this.database.query<Account>(
      `SELECT ${ACCOUNT} FROM accounts WHERE account_id = ? AND status <> 'ROLLED_BACK'`,
      [accountId],
    );
    return account;
  }
}
