import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** For the commands of operators. */
export abstract class ExpiredSessions {
  /** Deletes the sessions that expired more than a day ago. Returns how many; running it twice does no harm. */
  abstract delete(): Promise<number>;
}

/** Which account changed. `version` grows with each of its changes; a handler reads its state from the account. */
export const accountChange = z.object({ userId: z.number(), version: z.number() });
export type AccountChange = z.infer<typeof accountChange>;

/** The owner withdrew the account: its sessions have ended, its e-mail address stays taken. */
export const AccountWithdrawn = defineEvent('auth.account-withdrawn', accountChange);

/** An administrator restored a withdrawn account. */
export const AccountRestored = defineEvent('auth.account-restored', accountChange);

/** An account became an administrator's, or stopped being one. */
export const RoleChanged = defineEvent('auth.role-changed', accountChange);
