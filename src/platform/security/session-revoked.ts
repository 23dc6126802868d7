import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** A login was revoked, or, with `sessionId` null, every login of the account. Also published over the instance channel. */
export const SessionRevoked = defineEvent(
  'session.revoked',
  z.object({ sessionId: z.string().nullable(), userId: z.number() }),
);
