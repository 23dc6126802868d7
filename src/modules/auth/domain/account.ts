import type { ProfileDraft, UserRole } from '#user';

type AccountStatus = 'PENDING' | 'ACTIVE' | 'WITHDRAWN' | 'ROLLED_BACK';

/** The statuses as the API writes them. */
export const LISTED_STATUSES = ['active', 'withdrawn', 'pending', 'rolled_back'] as const;
export type ListedStatus = Lowercase<AccountStatus>;

/** The version with which every account begins; each change of its status or its role adds one. */
export const FIRST_VERSION = 1;

/** What its owner logs in with. Its id is also the user's. */
export interface Account {
  readonly accountId: number;
  /** normalised */
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  /**
   * PENDING becomes ACTIVE or ROLLED_BACK, both at the end of the sign-up; ACTIVE becomes WITHDRAWN, and WITHDRAWN
   * becomes ACTIVE again. Only an ACTIVE account can log in.
   */
  readonly status: AccountStatus;
  readonly version: number;
  readonly passwordHash: string;
}

export function profileOf(account: Omit<Account, 'status' | 'passwordHash'>): ProfileDraft {
  const { accountId, email, name, role, version } = account;
  return { userId: accountId, email, name, role, version };
}

type Standing = Pick<Account, 'accountId' | 'role' | 'status'>;
type MembershipRefusal = 'NOT_ACTIVE' | 'LAST_ADMINISTRATOR';

/**
 * Why an account may not be withdrawn by a session that began when it had `role`; undefined when it may be. If its role
 * has changed since, the session has ended.
 * @param administrators the ids of all active administrators
 */
export function refusalOfWithdrawal(
  account: Standing,
  role: UserRole,
  administrators: readonly number[],
): MembershipRefusal | undefined {
  if (account.status !== 'ACTIVE' || account.role !== role) return 'NOT_ACTIVE';
  return isLast(account, administrators) ? 'LAST_ADMINISTRATOR' : undefined;
}

/**
 * Why an account may not be given `role`; undefined when it may be.
 * @param administrators the ids of all active administrators
 */
export function refusalOfRole(
  account: Standing,
  role: UserRole,
  administrators: readonly number[],
): MembershipRefusal | 'SAME' | undefined {
  if (account.status !== 'ACTIVE') return 'NOT_ACTIVE';
  if (account.role === role) return 'SAME';
  return isLast(account, administrators) ? 'LAST_ADMINISTRATOR' : undefined;
}

function isLast({ accountId }: Standing, administrators: readonly number[]): boolean {
  return administrators.length === 1 && administrators[0] === accountId;
}
