import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';
import { accountChange } from '../auth.contract';

/** An account was stored as PENDING. Handled after the time limit of a sign-up, when it has ended or its process has. */
export const SignUpBegun = defineEvent('auth.sign-up-begun', z.object({ accountId: z.number() }));

/** A PENDING account was rolled back: it will never become ACTIVE. */
export const SignUpRolledBack = defineEvent('auth.sign-up-rolled-back', accountChange);
