import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** An account was stored as PENDING. Delivered late: by then the sign-up has ended, or its process has. */
export const SignUpBegun = defineEvent('auth.sign-up-begun', z.object({ accountId: z.number() }));

/** A PENDING account will never become ACTIVE. */
export const SignUpRolledBack = defineEvent(
  'auth.sign-up-rolled-back',
  z.object({ userId: z.number(), version: z.number() }),
);
