import type { ProfileDraft, UserRole } from '#user';

type AccountStatus = 'PENDING' | 'ACTIVE' | 'WITHDRAWN' | 'ROLLED_BACK';

/** What an administrator calls them. */
export const LISTED_STATUSES = ['active', 'withdrawn', 'pending', 'rolled_back'] as const;
export type ListedStatus = Lowercase<AccountStatus>;

/** The version with which every account begins; each change of its status adds one. */
export const FIRST_VERSION = 1;

/** Whoever may log in. Its id is the user's. */
export interface Account {
  readonly accountId: number;
  /** normalised */
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  readonly status: AccountStatus;
  readonly version: number;
  readonly passwordHash: string;
}

export function profileOf(account: Omit<Account, 'status' | 'passwordHash'>): ProfileDraft {
  const { accountId, email, name, role, version } = account;
  return { userId: accountId, email, name, role, version };
}
