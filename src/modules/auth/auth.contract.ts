import { z } from 'zod';
import { profileDraft } from '#user';
import { defineEvent } from '#platform/events/domain-event';

/** An account was left: its logins are dead, its e-mail stays taken. `version` grows with each change of an account. */
export const AccountWithdrawn = defineEvent(
  'auth.account-withdrawn',
  z.object({ userId: z.number(), version: z.number() }),
);

/** A withdrawn account is there again. */
export const AccountRestored = defineEvent('auth.account-restored', profileDraft);
