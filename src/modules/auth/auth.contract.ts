import { z } from 'zod';
import { profileDraft } from '#user';
import { defineFact } from '#platform/bus/fact';

/** An account was left: its logins are dead, its e-mail stays taken. `version` grows with each change of an account. */
export const AccountWithdrawn = defineFact(
  'auth.account-withdrawn',
  z.object({ userId: z.number(), version: z.number() }),
);

/** A withdrawn account is there again. */
export const AccountRestored = defineFact('auth.account-restored', profileDraft);
