import { z } from 'zod';
import { defineFact } from '#platform/bus/fact';

/** An account was stored as PENDING. Delivered late: by then the sign-up has ended, or its process has. */
export const SignUpBegun = defineFact('auth.sign-up-begun', z.object({ accountId: z.number() }));

/** A PENDING account will never become ACTIVE. */
export const SignUpRolledBack = defineFact(
  'auth.sign-up-rolled-back',
  z.object({ userId: z.number(), version: z.number() }),
);
