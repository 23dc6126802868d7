import { Injectable } from '@nestjs/common';
import type { UserRole } from '#user';
import { Database } from '#platform/database/database';
import type { Requester } from '#platform/limits/bulkhead';
import { ScanningReads } from '#platform/limits/scanning-reads';
import type { ListedStatus } from '../domain/account';
import { emailSpellings } from '../domain/sign-up-rules';

/** An account as an administrator sees it. */
export interface ListedAccount {
  readonly authId: number;
  /** null: the sign-up was rolled back, and the e-mail is free again */
  readonly email: string | null;
  readonly name: string;
  readonly role: UserRole;
  readonly status: ListedStatus;
  readonly createdAt: Date;
  readonly withdrawnAt: Date | null;
}

export interface AccountFilter {
  /** the beginning of the e-mail, in any spelling */
  readonly email: string | undefined;
  readonly status: ListedStatus | undefined;
  readonly userId?: number | undefined;
}

/** A page begins after this account, newest first. */
export interface AfterAccount {
  readonly createdAt: Date;
  readonly authId: number;
}

const COLUMNS = `accounts.account_id AS authId, email, name, role, LOWER(status) AS status, created_at AS createdAt,
  withdrawn_at AS withdrawnAt`;
const NEWEST_FIRST = 'ORDER BY accounts.created_at DESC, accounts.account_id DESC';

@Injectable()
export class AccountListQueries {
  constructor(
    private readonly database: Database,
    private readonly scans: ScanningReads,
  ) {}

  /** Newest first. A search by e-mail sorts everything that it finds. */
  async list(
    filter: AccountFilter,
    after: AfterAccount | undefined,
    limit: number,
    requester: Requester,
  ): Promise<ListedAccount[]> {
    const conditions = ['TRUE'];
    const values: unknown[] = [];
    if (filter.email !== undefined) {
      const spellings = emailSpellings(filter.email);
      conditions.push(`(${spellings.map(() => `email LIKE ? ESCAPE '|'`).join(' OR ')})`);
      values.push(...spellings.map((spelling) => `${spelling.replace(/[|%_]/g, '|$&')}%`));
    }
    if (filter.status !== undefined) {
      conditions.push('status = ?');
      values.push(filter.status.toUpperCase());
    }
    if (filter.userId !== undefined) {
      conditions.push('account_id = ?');
      values.push(filter.userId);
    }
    if (after !== undefined) {
      conditions.push('created_at <= ? AND (created_at < ? OR account_id < ?)');
      values.push(after.createdAt, after.createdAt, after.authId);
    }
    const sql = `SELECT ${COLUMNS} FROM accounts JOIN (
         SELECT account_id FROM accounts FORCE INDEX (${indexFor(filter)}) WHERE ${conditions.join(' AND ')}
         ${NEWEST_FIRST} LIMIT ?) AS page ON page.account_id = accounts.account_id
       ${NEWEST_FIRST}`;
    return filter.email === undefined
      ? this.database.query<ListedAccount>(sql, [...values, limit])
      : this.scans.query<ListedAccount>(requester, sql, [...values, limit]);
  }
}

/**
 * Without the hint a server may scan all accounts from the newest on until enough of them match. A search by e-mail
 * sorts the matches from a covering index instead: 500,000 matches take 0.3 s, where reading the rows took 1.1 s, and
 * 11,000 take 10 ms instead of 35 (MariaDB, 2026-11).
 */
function indexFor({ email, status, userId }: AccountFilter): string {
  if (userId !== undefined) return 'PRIMARY';
  if (email !== undefined) return 'ix_accounts_email_created';
  return status === undefined ? 'ix_accounts_created' : 'ix_accounts_status_created';
}
