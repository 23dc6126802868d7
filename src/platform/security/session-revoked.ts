import { z } from 'zod';
import { defineFact } from '#platform/bus/fact';

/** A login was revoked, or, with `sessionId` null, every login of the account. Also told over the instance channel. */
export const SessionRevoked = defineFact(
  'session.revoked',
  z.object({ sessionId: z.string().nullable(), userId: z.number() }),
);
