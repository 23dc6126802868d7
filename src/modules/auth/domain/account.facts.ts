import { z } from 'zod';
import { defineFact } from '#platform/bus/fact';

const change = { userId: z.number(), version: z.number() };

/** An account was stored as PENDING. Delivered late: by then the sign-up has ended, or its process has. */
export const SignUpBegun = defineFact('auth.sign-up-begun', z.object({ accountId: z.number() }));

/** A PENDING account will never become ACTIVE. */
export const SignUpRolledBack = defineFact('auth.sign-up-rolled-back', z.object(change));

export const AccountWithdrawn = defineFact('auth.account-withdrawn', z.object(change));

export const AccountRestored = defineFact(
  'auth.account-restored',
  z.object({ ...change, email: z.string(), name: z.string(), role: z.enum(['USER', 'ADMIN']) }),
);
