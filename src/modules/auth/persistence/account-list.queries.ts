import { Injectable } from '@nestjs/common';
import type { UserRole } from '#user';
import { Database } from '#platform/database/database';
import type { ListedStatus } from '../domain/account';

/** An account as an administrator sees it. */
export interface ListedAccount {
  readonly authId: number;
  /** null: its sign-up was rolled back, and the e-mail is free */
  readonly email: string | null;
  readonly name: string;
  readonly role: UserRole;
  readonly status: ListedStatus;
  readonly createdAt: Date;
  readonly withdrawnAt: Date | null;
}

export interface AccountFilter {
  /** how the normalised e-mail begins */
  readonly email: string | undefined;
  readonly status: ListedStatus | undefined;
}

/** Where a page of accounts begins: after this one, newest first. */
export interface AfterAccount {
  readonly createdAt: Date;
  readonly authId: number;
}

const COLUMNS = `accounts.account_id AS authId, email, name, role, LOWER(status) AS status, created_at AS createdAt,
  withdrawn_at AS withdrawnAt`;
const NEWEST_FIRST = 'ORDER BY accounts.created_at DESC, accounts.account_id DESC';

@Injectable()
export class AccountListQueries {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(filter: AccountFilter, after: AfterAccount | undefined, limit: number): Promise<ListedAccount[]> {
    const conditions = ['TRUE'];
    const values: unknown[] = [];
    if (filter.email !== undefined) {
      conditions.push(`email LIKE ? ESCAPE '|'`);
      values.push(`${filter.email.replace(/[|%_]/g, '|$&')}%`);
    }
    if (filter.status !== undefined) {
      conditions.push('status = ?');
      values.push(filter.status.toUpperCase());
    }
    if (after !== undefined) {
      conditions.push('created_at <= ? AND (created_at < ? OR account_id < ?)');
      values.push(after.createdAt, after.createdAt, after.authId);
    }
    return this.database.query<ListedAccount>(
      `SELECT ${COLUMNS} FROM accounts JOIN (
         SELECT account_id FROM accounts FORCE INDEX (${indexFor(filter)}) WHERE ${conditions.join(' AND ')}
         ${NEWEST_FIRST} LIMIT ?) AS page ON page.account_id = accounts.account_id
       ${NEWEST_FIRST}`,
      [...values, limit],
    );
  }
}

/**
 * Left to itself a server may walk all accounts from the newest on until it has found enough that match. Those whose
 * e-mail begins so are sorted instead, from an index that holds all that this needs: 500,000 that match take 0.3 s,
 * where the rows themselves were read 1.1 s, and 11,000 take 10 ms instead of 35 (MariaDB, 2026-11).
 */
function indexFor({ email, status }: AccountFilter): string {
  if (email !== undefined) return 'ix_accounts_email_created';
  return status === undefined ? 'ix_accounts_created' : 'ix_accounts_status_created';
}
